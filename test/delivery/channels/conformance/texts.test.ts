/** What a person may have written into a note, on every channel: it arrives as text, calls nobody, and fits. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { attempt, remoteMessage, type RunningSubject } from "./subject.ts";
import { subjects } from "./subjects/index.ts";

const markup = "*bold* _slanted_ ~gone~ `code` **x** > quoted <b>b</b> &amp; [a](http://b.example) # 1 - 2 \\n ||x||";
const mentions = "@everyone @here <!channel> <@U123> <@&456> <#789> @somebody";
const people = "👩‍👩‍👧‍👦 🇩🇪 Ünïcödé 漢字 עברית";

describe.each(subjects)("$name", (subject) => {
  let running: RunningSubject;
  beforeEach(async () => {
    running = await subject.start();
  });
  afterEach(() => running.stop());

  async function shownFor(body: string, title = "BTC-USD rose"): Promise<string> {
    const outcome = await attempt(running.at(running.server.origin), { message: remoteMessage({ title, body }) });
    expect(outcome).toMatchObject({ kind: "accepted" });
    return running.shown().at(-1) ?? "";
  }
  /** A mention may be broken by a character that shows nothing. */
  const visible = (text: string): string => text.replaceAll("\u2060", "");

  test.each([
    ["markup", markup],
    ["mentions", mentions],
    ["emoji and scripts", people],
  ])("%s", async (_name, text) => {
    expect(visible(await shownFor(text))).toContain(text);
    expect(running.pings()).toBe(0);
  });

  test("what turns the direction of text, or is no text, is left out", async () => {
    const shown = await shownFor("safe \u202Eevil\u202C\u0007\u0000 \uD800 end\r\nline", "title \u202E\r\nX-Evil: 1");
    expect(shown).toMatch(/safe\s+evil\s+/u);
    expect(shown).toContain("end\nline");
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202A-\u202E]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });

  test.each([
    ["10,000 letters", "a".repeat(10_000), 1],
    ["10,000 letters of two bytes", "ä".repeat(10_000), 1],
    ["10,000 emoji", "🚀".repeat(10_000), 1],
    ["10,000 signs of markup", "*<".repeat(5_000), 0.35],
  ])("%s are cut where the service counts, and not within a character", async (_name, text, share) => {
    const shown = await shownFor(text);
    const size = subject.longest.measure(shown);
    // What fits is whole.
    expect(shown === text || shown.endsWith("…")).toBe(true);
    expect(shown.isWellFormed()).toBe(true);
    expect(size).toBeLessThanOrEqual(subject.longest.most);
    // No more is cut than has to be: what the title takes at most, and the escapes of what is markup there.
    expect(size).toBeGreaterThan((subject.longest.most - 320) * share);
  });
});
