/** Buttons of ntfy and what they post: only what we asked for is heard, once signed by us and not too long ago. */
import { describe, expect, test } from "vitest";
import { buttonsHeader, readAnswer } from "../../../main/delivery/channels/ntfy/answers.ts";
import { ntfyServerOf } from "../../../main/delivery/channels/ntfy/server.ts";
import type { RemoteMessage } from "../../../main/delivery/channels/remote-channel.ts";
import type { MessageAction } from "../../../main/delivery/channel.ts";
import { takeLanguageFrom } from "../../../preload/contract/messages/language.ts";
import { afterTest } from "../../doubles/after-test.ts";

const server = ntfyServerOf({ server: "https://ntfy.sh/", topic: "t" }, "installed1");
const happenedAtMs = Date.parse("2026-01-05T12:00:00.900Z");
const hourMs = 3_600_000;

interface Button {
  readonly url: string;
  readonly method: string;
  readonly action: string;
  readonly clear: boolean;
  readonly label: string;
  readonly body: string;
}
function buttonsOf(...actions: MessageAction[]): Button[] {
  const header = buttonsHeader({ id: "m-1", happenedAtMs, actions } as unknown as RemoteMessage, server);
  return header === null ? [] : (JSON.parse(header) as Button[]);
}
const posted = (action: MessageAction): string => buttonsOf(action)[0]?.body ?? "";
const heard = (text: string, afterMs = 0, by = server) => readAnswer(text, by, happenedAtMs + afterMs);

describe("buttons", () => {
  test("are those that ntfy can answer by, in one order, each posting to a topic of ours", () => {
    const buttons = buttonsOf("pause", "open", "acknowledge");
    expect(buttons.map(({ label }) => label)).toEqual(["Acknowledge", "Pause"]);
    for (const { url, method, action, clear } of buttons)
      expect({ url, method, action, clear }).toEqual({
        url: `https://ntfy.sh/${server.answerTopic}`,
        method: "POST",
        action: "http",
        clear: true,
      });
    expect(server.answerTopic).toMatch(/^answers-[\w-]{27}$/);
  });

  test("are left out where there is none", () => {
    expect(buttonsHeader({ id: "m-1", happenedAtMs, actions: ["open"] } as unknown as RemoteMessage, server)).toBe(
      null,
    );
  });
});

describe("an answer", () => {
  test.each<MessageAction>(["acknowledge", "snooze", "pause"])("%s is heard, of its message", (action) => {
    expect(heard(posted(action))).toEqual({ messageId: "m-1", action, by: null });
  });

  test("is heard for 48 hours", () => {
    // Times in it are whole seconds.
    expect(heard(posted("snooze"), 48 * hourMs - 900)).not.toBe(null);
    expect(heard(posted("snooze"), 48 * hourMs - 899)).toBe(null);
    expect(heard(posted("snooze"), -hourMs)).not.toBe(null);
  });

  test.each<[string, string]>([
    ["that is none", "hello"],
    ["without a signature", posted("snooze").replace(/\.[^.]+$/, "")],
    ["with another signature", posted("snooze").replace(/.{22}$/, "A".repeat(22))],
    ["of another message", posted("snooze").replace("m-1", "m-2")],
    ["that asks for something else", posted("snooze").replace("snooze", "pause")],
    ["that moves its time", posted("snooze").replace(/\.([0-9a-z]+)\.([\w-]{22})$/, ".zzzzzz.$2")],
    ["that goes on", `${posted("snooze")} more`],
  ])("%s is not heard", (_what, text) => {
    expect(heard(text)).toBe(null);
  });

  test("of an action that is none is not heard, though we signed it", () => {
    const signed = `open.m-1.${Math.floor(happenedAtMs / 1_000).toString(36)}`;
    expect(heard(`${signed}.${server.sign(signed)}`)).toBe(null);
  });

  test("of another installation, or with another secret, is not heard", () => {
    const fields = { server: "https://ntfy.sh", topic: "t" };
    expect(heard(posted("snooze"), 0, ntfyServerOf(fields, "installed1"))).not.toBe(null);
    expect(heard(posted("snooze"), 0, ntfyServerOf(fields, "installed2"))).toBe(null);
    for (const other of [{ topic: "u" }, { token: "x" }, { password: "x" }])
      expect(heard(posted("snooze"), 0, ntfyServerOf({ ...fields, ...other }, "installed1"))).toBe(null);
  });
});

test("a label of another language goes out in ASCII, and arrives whole", () => {
  takeLanguageFrom(() => ({ language: "de", locale: undefined }));
  afterTest(() => takeLanguageFrom(() => ({ language: "en", locale: undefined })));
  expect(buttonsOf("acknowledge")[0]?.label).toBe("Bestätigen");
  const header = buttonsHeader(
    { id: "m-1", happenedAtMs, actions: ["acknowledge"] } as unknown as RemoteMessage,
    server,
  );
  expect(header).toContain("Best\\u00e4tigen");
});
