/** Secrets of a destination, and what they were entered for. */
import { beforeEach, describe, expect, test } from "vitest";
import { AllowedPrograms } from "../../../main/app/destinations/allowed-programs.ts";
import { DestinationList } from "../../../main/app/destinations/destination-list.ts";
import { DestinationSecrets, type SecretStores } from "../../../main/app/destinations/destination-secrets.ts";
import { bindingOf } from "../../../main/app/destinations/field-values.ts";
import { mail } from "../../../main/delivery/channels/mail/index.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import type { Store, StoredDestination } from "../../../main/store/store-interface.ts";
import { ok } from "../../../preload/contract/result.ts";
import { ManualClock } from "../../doubles/clock.ts";

const id = "abcd1234";
let kept: string;
let saves: number;
let secrets: DestinationSecrets;
const stores: SecretStores = () =>
  ({
    load: () => Promise.resolve(kept === "" ? { kind: "none" } : { kind: "key", key: kept }),
    save: (text: string) => {
      kept = text;
      saves += 1;
      return Promise.resolve({ kind: "saved" });
    },
  }) as unknown as ReturnType<SecretStores>;

beforeEach(async () => {
  kept = "";
  saves = 0;
  secrets = new DestinationSecrets(stores);
  await secrets.load([id]);
});

const at = (change: object = {}) => bindingOf(mail, { server: "mail.test", security: "tls", port: "465", ...change });
const shown = (change: object = {}) => [secrets.usable(id, at(change)), secrets.toEnterAgain(id, at(change))];

test.each([{ server: "thief.test" }, { security: "none" }, { port: "4650" }])(
  "a password of a mail server is not sent where it was not entered for: %j",
  async (change) => {
    expect(await secrets.set(id, { password: "p" }, at())).toBe(true);
    expect(shown()).toEqual([{ password: "p" }, []]);
    expect(shown(change)).toEqual([{}, ["password"]]);
    // A port that was left empty is the usual one.
    expect(shown({ port: "" })).toEqual([{ password: "p" }, []]);
  },
);

describe("one that was entered before a field came to bind it", () => {
  const fields = { server: "mail.test", security: "tls", port: "587", from: "a@mail.test", to: "b@mail.test" };
  const store = (values: object): StoredDestination =>
    ({ id, channel: "mail", name: "m", isOn: true, values }) as unknown as StoredDestination;
  const listed = async (values: object): Promise<DestinationList> => {
    const list = new DestinationList({
      ...{ clock: new ManualClock(), kinds: [mail], redactor: new Redactor(), programs: new AllowedPrograms([], null) },
      store: { destinations: { save: () => ok(null) } } as unknown as Store,
      secrets: new DestinationSecrets(stores),
    });
    await list.load([store(values)]);
    return list;
  };

  test.each([{ server: "mail.test", security: "tls" }, {}])(
    "goes on to what is set as it is read, and nowhere else: %j",
    async (enteredFor) => {
      await secrets.set(id, { password: "p" }, enteredFor);
      const list = await listed(fields);
      expect(list.get(id)).toMatchObject({ secrets: ["password"], values: { password: "p" } });
      expect((await list.update({ id, fields: { port: "2525" } })).ok).toBe(true);
      expect(list.get(id)).toMatchObject({ secrets: [], secretsToEnterAgain: ["password"] });
      // Written down: the next start finds it bound, whatever is set then.
      expect((await listed({ ...fields, port: "2525" })).get(id)).toMatchObject({ secretsToEnterAgain: ["password"] });
    },
  );

  test("is written once, and not where nothing was missing", async () => {
    await secrets.set(id, { password: "p" }, { server: "mail.test" });
    await listed(fields);
    const first = kept;
    saves = 0;
    await listed({ ...fields, port: "25" });
    expect([kept, saves]).toEqual([first, 0]);
  });

  test("for another server stays to be entered again", async () => {
    await secrets.set(id, { password: "p" }, { server: "other.test", security: "tls" });
    expect((await listed(fields)).get(id)).toMatchObject({ secrets: [], secretsToEnterAgain: ["password"] });
  });
});

test("they are kept over a restart, one is added to the others, and an empty one is forgotten", async () => {
  await secrets.set(id, { password: "p", token: "t" }, at());
  await secrets.set(id, { token: "u" }, at({ server: "other.test" }));
  secrets = new DestinationSecrets(stores);
  expect(shown()).toEqual([{}, []]);
  await secrets.load([id]);
  expect(shown()).toEqual([{ password: "p" }, ["token"]]);
  await secrets.set(id, { password: "", token: "" }, at());
  expect([kept, shown()]).toEqual(["", [{}, []]]);
  await secrets.set(id, { password: "p" }, at());
  await secrets.forget(id);
  expect([kept, shown()]).toEqual(["", [{}, []]]);
});

test.each(["", "!", "W10", Buffer.from('{"password":{"value":5}}').toString("base64url")])(
  "what is kept as %j is no secret of ours",
  async (text) => {
    kept = text;
    secrets = new DestinationSecrets(stores);
    await secrets.load([id]);
    expect(shown()).toEqual([{}, []]);
  },
);
