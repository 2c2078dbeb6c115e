/** What each channel can do at its service, and how much that takes: the outbox goes by it, and a wrong word of it shows nowhere else. */
import { expect, test } from "vitest";
import type { RemoteChannelKind } from "../../../main/delivery/channels/remote-channel.ts";
import { remoteChannelKinds } from "../../../main/delivery/channels/remote-list.ts";
import { mail } from "../../../main/delivery/channels/mail/index.ts";

const none = { canReplace: false, dropsRepeats: false, canClear: false, answers: [], repeatsCritical: false };
const buttons = ["acknowledge", "snooze", "pause"] as const;
const at = (messages: number, withinMs: number) => ({ messages, withinMs });

test.each<[string, RemoteChannelKind["abilities"], RemoteChannelKind["limits"]]>([
  [
    "ntfy",
    { ...none, canReplace: true, dropsRepeats: true, canClear: true, answers: buttons },
    [at(30, 60_000), at(60, 300_000)],
  ],
  [
    "telegram",
    { ...none, canReplace: true, canClear: true, keepsAnswerButtons: true, answers: buttons },
    [at(1, 1_000), at(20, 60_000)],
  ],
  [
    "pushover",
    { ...none, canClear: true, answers: ["acknowledge"], repeatsCritical: true },
    [at(10, 10_000), at(300, 3_600_000)],
  ],
  ["discord", { ...none, canReplace: true, canClear: true }, [at(5, 2_000), at(30, 60_000)]],
  ["slack", none, [at(1, 1_000)]],
  ["mail", { ...none, dropsRepeats: true }, [at(5, 10_000), at(100, 3_600_000)]],
  ["webhook", { ...none, dropsRepeats: true }, [at(20, 1_000)]],
  ["program", none, [at(10, 1_000)]],
  ["sound", { ...none, dropsRepeats: true }, [at(1, 2_000)]],
])("%s", (id, abilities, limits) => {
  const kind = remoteChannelKinds.find((known) => known.id === id);
  expect(kind?.abilities).toEqual(abilities);
  expect(kind?.limits).toEqual(limits);
});

test("no other channel is offered", () => {
  expect(remoteChannelKinds).toHaveLength(9);
});

const account = {
  ...{ server: "smtp.example.com", security: "tls", port: "465", user: "ann", password: "secret", authority: "" },
  ...{ from: "ann@example.com", to: "bob@example.com" },
};

test.each<[object, string | null]>([
  [{}, null],
  [{ user: "", password: "" }, null],
  [{ port: "1" }, null],
  [{ port: "65535" }, null],
  [{ server: "smtp://example.com" }, "server"],
  [{ server: "" }, "server"],
  [{ security: "ssl" }, "security"],
  [{ port: "0" }, "port"],
  [{ port: "65536" }, "port"],
  [{ port: "46.5" }, "port"],
  [{ password: "" }, "password"],
  [{ from: "ann" }, "from"],
  [{ to: "bob@example.com, ann@example.com" }, "to"],
  [{ authority: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" }, "authority"],
])("an account with %j is refused for its %s", (changed, field) => {
  const checked = mail.check({ ...account, ...changed });
  expect(checked.ok ? null : checked.error.field).toBe(field === null ? null : `fields.${field}`);
});
