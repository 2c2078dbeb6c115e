/** What a bot is told, and what its channel keeps of it: shapes of Telegram's that are whole, and that are not. */
import { describe, expect, test } from "vitest";
import { TelegramMemory } from "../../../main/delivery/channels/telegram/memory.ts";
import { buttonData, readButtonData, updatesIn } from "../../../main/delivery/channels/telegram/updates.ts";

const press = {
  update_id: 7,
  callback_query: {
    id: "q",
    data: "0event-1",
    from: { id: 5, username: "ann", first_name: "Ann" },
    message: { message_id: 3, chat: { id: -100 } },
  },
};

describe("an update", () => {
  test("is a press of a button, with who pressed it and where", () => {
    expect(updatesIn([press])).toEqual([
      {
        id: 7,
        press: { queryId: "q", chat: "-100", message: 3, from: { id: "5", name: "@ann" }, data: "0event-1" },
        text: null,
      },
    ]);
  });

  test("is words, of somebody who may have no name of its own", () => {
    const message = { text: "/start abc", chat: { id: 9 }, from: { id: 9, first_name: "Bob" } };
    expect(updatesIn([{ update_id: 8, message }])).toEqual([
      { id: 8, press: null, text: { chat: "9", from: { id: "9", name: "Bob" }, words: "/start abc" } },
    ]);
  });

  test("that cannot be read is left out but for its number, and without that wholly", () => {
    const nothing = { press: null, text: null };
    expect(updatesIn([{ update_id: 1 }, { update_id: 2, callback_query: [], message: "x" }])).toEqual([
      { id: 1, ...nothing },
      { id: 2, ...nothing },
    ]);
    expect(updatesIn([null, 7, [], { update_id: "3" }])).toEqual([]);
    for (const result of [null, {}, "[]"]) expect(updatesIn(result)).toEqual([]);
    const bare = { update_id: 4, callback_query: { id: 6 } };
    expect(updatesIn([bare])[0]?.press).toEqual({
      ...{ queryId: "6", chat: "", message: null, from: { id: "", name: "" }, data: "" },
    });
  });
});

test("a button's data names its action and message, up to 63 characters", () => {
  const id = "x".repeat(63);
  for (const action of ["acknowledge", "snooze"] as const)
    expect(readButtonData(buttonData(action, id) ?? "")).toEqual({ messageId: id, action });
  expect(buttonData("acknowledge", `${id}x`)).toBeNull();
  for (const data of ["", "9event", "xevent", "0", "0a b", `0${id}x`]) expect(readButtonData(data)).toBeNull();
});

describe("what a bot's channel keeps", () => {
  const kept = (value: string | null = null) => {
    const cursor = { value, get: () => cursor.value, set: (next: string) => void (cursor.value = next) };
    return cursor;
  };

  test("is the chat that was entered until another is found, and the next update", () => {
    const cursor = kept();
    const memory = new TelegramMemory(cursor, "4711");
    expect([memory.chat, memory.offset]).toEqual(["4711", 0]);
    memory.offset = 12;
    expect([memory.chat, memory.offset]).toEqual(["4711", 12]);
    memory.chat = "-100";
    expect([memory.chat, memory.offset]).toEqual(["-100", 12]);
    const again = new TelegramMemory(cursor, "4711");
    expect([again.chat, again.offset]).toEqual(["-100", 12]);
    const other = new TelegramMemory(cursor, "815");
    expect([other.chat, other.offset], "another chat is entered").toEqual(["815", 12]);
    again.chat = null;
    expect(again.chat).toBe("4711");
    expect(cursor.value).not.toContain("4711");
  });

  test("is nothing where none was entered, or what is there is no such thing", () => {
    expect(new TelegramMemory(kept(), "").chat).toBeNull();
    for (const value of ["x - abc", "", "-1 5 6"])
      expect(new TelegramMemory(kept(value), "4711")).toMatchObject({ chat: "4711", offset: 0 });
  });
});
