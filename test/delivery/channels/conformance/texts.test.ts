/** What a person may have written into a note, on every channel: it arrives as text, calls nobody, and fits. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../../doubles/clock.ts";
import { places, type RunningPlace } from "./place.ts";
import { remoteMessage } from "./subject.ts";

const markup = "*bold* _slanted_ ~gone~ `code` **x** > quoted <b>b</b> &amp; [a](http://b.example) # 1 - 2 \\n ||x||";
const mentions = "@everyone @here <!channel> <@U123> <@&456> <#789> @somebody";
const people = "👩‍👩‍👧‍👦 🇩🇪 Ünïcödé 漢字 עברית";

const texts = places.flatMap(({ longest, ...place }) => (longest === null ? [] : [{ ...place, longest }]));

describe.each(texts)("$name", ({ start, longest }) => {
  let running: RunningPlace;
  beforeEach(async () => {
    running = await start();
  });
  afterEach(() => running.stop());

  async function shownFor(body: string, title = "BTC-USD rose"): Promise<string> {
    const { kind, values } = running.setup;
    const channel = kind.open(values, running.host(new ManualClock()));
    const outcome = await channel.send(remoteMessage({ title, body }), new AbortController().signal);
    channel.close();
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
    const size = longest.measure(shown);
    // What fits is whole; no service but mail and a program takes so much.
    expect(shown === text || shown.endsWith("…")).toBe(true);
    expect(shown.isWellFormed()).toBe(true);
    expect(size).toBeLessThanOrEqual(longest.most);
    // No more is cut than has to be: what the title takes at most, and the escapes of what is markup there.
    if (shown !== text) expect(size).toBeGreaterThan((longest.most - 320) * share);
  });
});
