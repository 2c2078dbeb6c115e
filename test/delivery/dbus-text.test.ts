/** Text made fit for a notification server, and where this session's bus is. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sessionBusAddress } from "../../main/delivery/dbus/address.ts";
import { bodyLimit, cleanText, cutText, escapeMarkup, titleLimit } from "../../main/delivery/dbus/text.ts";

test("control characters become spaces, lines stay, halves of signs are replaced", () => {
  expect(cleanText("a\0b\tc\nd\u0085e\uD83D")).toBe("a b c\nd e\uFFFD");
});

test.each([
  ["abcdef", 6, "abcdef"],
  ["abcdef", 5, "abcd…"],
  ["abc def", 5, "abc…"],
  ["ab😀cd", 6, "ab😀cd"],
  ["ab😀cd", 5, "ab😀…"],
  ["ab😀cd", 4, "ab…"],
  ["ab\u{10000}cd", 4, "ab…"],
  ["ab\u{10ffff}cd", 4, "ab…"],
  ["ab\ud7ffcd", 4, "ab\ud7ff…"],
  ["ab\ue000cd", 4, "ab\ue000…"],
])("%j at most %i long is %j", (text, limit, cut) => {
  expect(cutText(text, limit)).toBe(cut);
});

test("titles of 200 and bodies of 4,000 units are handed over whole", () => {
  expect([titleLimit, bodyLimit]).toEqual([200, 4_000]);
});

test("what would be read as markup is escaped, each once", () => {
  expect(escapeMarkup('<b> & "x" &amp; <i>')).toBe('&lt;b&gt; &amp; "x" &amp;amp; &lt;i&gt;');
});

test("the bus is where the variable says, or else in the session's own folder, if it is there", () => {
  const folder = mkdtempSync(join(tmpdir(), "pricebell-bus-"));
  try {
    expect(sessionBusAddress({})).toBeNull();
    expect(sessionBusAddress({ DBUS_SESSION_BUS_ADDRESS: "", XDG_RUNTIME_DIR: "" })).toBeNull();
    expect(sessionBusAddress({ XDG_RUNTIME_DIR: folder })).toBeNull();
    writeFileSync(join(folder, "bus"), "");
    expect(sessionBusAddress({ XDG_RUNTIME_DIR: folder })).toBe(`unix:path=${join(folder, "bus")}`);
    expect(sessionBusAddress({ DBUS_SESSION_BUS_ADDRESS: "", XDG_RUNTIME_DIR: folder })).toContain(folder);
    expect(sessionBusAddress({ DBUS_SESSION_BUS_ADDRESS: "unix:path=/x", XDG_RUNTIME_DIR: folder })).toBe(
      "unix:path=/x",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
