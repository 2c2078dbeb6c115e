/** Secrets of a destination, and what they were entered for. */
import { beforeEach, expect, test } from "vitest";
import { DestinationSecrets, type SecretStores } from "../../../main/app/destinations/destination-secrets.ts";
import { bindingOf } from "../../../main/app/destinations/field-values.ts";
import { mail } from "../../../main/delivery/channels/mail/index.ts";

const id = "abcd1234";
let kept: string;
let secrets: DestinationSecrets;
const stores: SecretStores = () =>
  ({
    load: () => Promise.resolve(kept === "" ? { kind: "none" } : { kind: "key", key: kept }),
    save: (text: string) => {
      kept = text;
      return Promise.resolve({ kind: "saved" });
    },
  }) as unknown as ReturnType<SecretStores>;

beforeEach(async () => {
  kept = "";
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

test("one that was entered before a field came to bind it goes on", async () => {
  await secrets.set(id, { password: "p" }, { server: "mail.test", security: "tls" });
  expect(shown({ port: "587" })).toEqual([{ password: "p" }, []]);
  expect(shown({ server: "thief.test" })).toEqual([{}, ["password"]]);
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
