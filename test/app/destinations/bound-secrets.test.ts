/** Of every channel, each thing that can be set beside its secrets: where it says who gets them, they have to be entered again. */
import { rootCertificates } from "node:tls";
import { expect, test } from "vitest";
import { AllowedPrograms } from "../../../main/app/destinations/allowed-programs.ts";
import { DestinationList } from "../../../main/app/destinations/destination-list.ts";
import { DestinationSecrets, secretFiles } from "../../../main/app/destinations/destination-secrets.ts";
import { remoteChannelKinds } from "../../../main/delivery/channels/remote-list.ts";
import type { FieldValues } from "../../../main/delivery/channels/remote-channel.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { openIn, tempDir, value } from "../../store/store-harness.ts";

const [ours = "", theirs = ""] = rootCertificates;
const url = (path: string): string => `https://${path}`;

interface Case {
  readonly secrets: FieldValues;
  readonly values: FieldValues;
  /** Each with another value that it may have. */
  readonly binds: FieldValues;
  readonly others: FieldValues;
}

// prettier-ignore
const cases: Readonly<Record<string, Case>> = {
  ntfy: {
    secrets: { topic: "bell-x7Kq2vT9pLm4", token: "tk_0123456789", password: "pass-word-1" },
    values: { server: "https://ntfy.test", user: "ann", authority: ours },
    binds: { server: "https://thief.test", authority: theirs },
    others: { user: "bob" },
  },
  telegram: {
    secrets: { token: "123456:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc" },
    values: { chat: "-100123" }, binds: {}, others: { chat: "-100456" },
  },
  pushover: {
    secrets: { token: "azGDORePK8gMaC0QOYAMyEEuzJnyUi", user: "uQiRzpo4DXghDmr9QzzfQu27cmVRsG" },
    values: { device: "phone" }, binds: {}, others: { device: "desk" },
  },
  discord: { secrets: { url: url(`discord.com/api/webhooks/1234567890/${"aB3-".repeat(17)}`) }, values: {}, binds: {}, others: {} },
  slack: { secrets: { url: url("hooks.slack.com/services/T0123ABCD/B0123ABCD/abcdefghijklmnopqrstuvwx") }, values: {}, binds: {}, others: {} },
  mail: {
    secrets: { password: "pass-word-1" },
    values: { server: "mail.test", security: "tls", port: "465", user: "ann", from: "a@mail.test", to: "b@mail.test", authority: ours },
    binds: { server: "thief.test", security: "none", port: "4650", authority: theirs },
    others: { user: "bob", from: "c@mail.test", to: "d@mail.test" },
  },
  webhook: {
    secrets: { url: "https://hook.test/path-0123456789", secret: `whsec_${Buffer.alloc(24, 7).toString("base64")}` },
    values: { authority: ours }, binds: { authority: theirs }, others: {},
  },
  program: { secrets: {}, values: {}, binds: {}, others: { command: "" } },
  sound: { secrets: {}, values: { sound: "chime", volume: "80" }, binds: {}, others: { sound: "bell", volume: "10" } },
};

/** The destination of that channel with what was entered for it, as the app holds it. */
async function listWith(channel: string, values: FieldValues, secrets: FieldValues): Promise<DestinationList> {
  const dir = tempDir();
  const store = openIn(dir);
  const options = { clock: new ManualClock(), store, kinds: remoteChannelKinds, redactor: new Redactor() };
  const kept = new DestinationSecrets(secretFiles(dir));
  const list = new DestinationList({ ...options, secrets: kept, programs: new AllowedPrograms([], null) });
  value(await list.create({ channel, name: "place", fields: { ...values, ...secrets } }));
  return list;
}

const idOf = (list: DestinationList): string => list.all()[0]?.stored.id ?? "";

test.each(remoteChannelKinds.map((kind) => [kind.id, kind.fields] as const))(
  "%s: whether a field says who gets the secrets was thought of for each",
  (channel, fields) => {
    const { secrets, binds, others } = cases[channel] as Case;
    expect(Object.keys({ ...secrets, ...binds, ...others }).sort()).toEqual(fields.map((field) => field.id).sort());
  },
);

const rows = (part: "binds" | "others"): [string, string][] =>
  Object.entries(cases).flatMap(([channel, all]) =>
    Object.keys(all.secrets).length === 0
      ? []
      : Object.keys(all[part]).map((name): [string, string] => [channel, name]),
  );

test.each(rows("binds"))("%s: with another %s no secret of before is used", async (channel, name) => {
  const { secrets, values, binds } = cases[channel] as Case;
  const list = await listWith(channel, values, secrets);
  const fields = { [name]: binds[name] ?? "" };
  const refused = await list.update({ id: idOf(list), fields });
  expect(refused).toMatchObject({ ok: false, error: { code: "settings-invalid" } });
  const { message, field } = (refused as { error: { message: string; field: string } }).error;
  expect(Object.keys(secrets)).toContain(field.replace("fields.", ""));
  expect(message).toMatch(/^Enter again what is secret \(.+\): .+ certificate authority\) that it was entered for\.$/);
  expect(list.all()[0], "and nothing has changed").toMatchObject({ values: { ...values, ...secrets } });

  value(await list.update({ id: idOf(list), fields: { ...fields, ...secrets } }));
  expect(list.all()[0]).toMatchObject({ values: { ...values, ...fields, ...secrets }, secretsToEnterAgain: [] });
});

test("of several, one that is not entered again stays withheld", async () => {
  const { secrets, values, binds } = cases["ntfy"] as Case;
  const list = await listWith("ntfy", { ...values, user: "" }, secrets);
  const fields = { authority: binds["authority"] ?? "", topic: secrets["topic"] ?? "" };
  value(await list.update({ id: idOf(list), fields }));
  expect(list.all()[0]).toMatchObject({ secrets: ["topic"], secretsToEnterAgain: ["token", "password"] });
  expect(list.all()[0]?.values).toMatchObject({ token: "", password: "" });
});

test("one that is entered again, and cannot be right, is told what is wrong with it", async () => {
  const { secrets, values, binds } = cases["webhook"] as Case;
  const list = await listWith("webhook", values, secrets);
  const fields = { ...binds, ...secrets, secret: "whsec_short" };
  expect(await list.update({ id: idOf(list), fields })).toMatchObject({
    error: { field: "fields.secret", message: expect.stringMatching(/^whsec_ and 24/) as string },
  });
});

test("an authority that is taken away, or that comes where there was none, is another one; in one line it is the same", async () => {
  const { secrets, values } = cases["webhook"] as Case;
  const withOne = await listWith("webhook", values, secrets);
  const withNone = await listWith("webhook", {}, secrets);
  const set = (list: DestinationList, authority: string) => list.update({ id: idOf(list), fields: { authority } });
  expect([(await set(withOne, "")).ok, (await set(withNone, ours)).ok]).toEqual([false, false]);
  expect([(await set(withOne, ours.replaceAll("\n", ""))).ok, (await set(withNone, "")).ok]).toEqual([true, true]);
  expect([...withOne.all(), ...withNone.all()].flatMap(({ secretsToEnterAgain }) => secretsToEnterAgain)).toEqual([]);
});

test.each(rows("others"))("%s: another %s changes nothing of who gets them", async (channel, name) => {
  const { secrets, values, others } = cases[channel] as Case;
  const list = await listWith(channel, values, secrets);
  value(await list.update({ id: idOf(list), fields: { [name]: others[name] ?? "" } }));
  expect(list.all()[0]).toMatchObject({ values: secrets, secretsToEnterAgain: [] });
});
