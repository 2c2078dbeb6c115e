/** Where an alert is told, as the line names it: by the names that a person gave, in any case, in quotes where they have spaces. */
import { describe, expect, it } from "vitest";
import type { Instrument } from "../../../preload/contract/instrument.ts";
import { toldAt } from "../../../renderer/alerts/told-at.ts";
import { chipsOf } from "../../../renderer/composer/chips.ts";
import type { LineContext } from "../../../renderer/composer/line/cursor.ts";
import { parseLine } from "../../../renderer/composer/line/parse-line.ts";
import { writeLine } from "../../../renderer/composer/line/write-line.ts";
import { ruleOf, spec } from "../scenes.ts";

const btc: Instrument = { venue: "demo", symbol: "BTC-USD" };
const destinations = [
  { id: "desktop", name: "Desktop notification" },
  { id: "history", name: "History" },
  { id: "ntfy-1a2b3c4d", name: "phone" },
  { id: "slack-1a2b3c4e", name: "Desk Slack" },
  { id: "mail-1a2b3c4f", name: "BTC" },
  { id: "mail-2a2b3c4f", name: "note 5, the \u202e\u{1f514} one" },
  { id: "webhook-1a2b3c4d", name: "desktop" },
  { id: "program-1a2b3c4d", name: 'the "loud" one' },
  { id: "telegram-1a2b3c4d", name: "critical" },
];
const context: LineContext = {
  locale: "en-US",
  nowMs: Date.UTC(2026, 0, 31, 15),
  selected: btc,
  instruments: [btc],
  marketOf: () => ({ price: "44388.12", decimals: 2 }),
  destinations,
};
const read = (text: string) => parseLine(text, context);

describe("where it is told", () => {
  it.each([
    ["to phone", ["ntfy-1a2b3c4d"]],
    ["to PHONE critical", ["ntfy-1a2b3c4d"]],
    ['to "Phone"', ["ntfy-1a2b3c4d"]],
    ["to ntfy-1a2b3c4d", ["ntfy-1a2b3c4d"]],
    ['to "desk slack" always', ["slack-1a2b3c4e"]],
    ["to „Desk Slack“", ["slack-1a2b3c4e"]],
    ["to Desk Slack for 30s", ["slack-1a2b3c4e"]],
    ["to phone, desk slack,desktop", ["ntfy-1a2b3c4d", "slack-1a2b3c4e", "desktop"]],
    ["to phone,phone", ["ntfy-1a2b3c4d"]],
    ["to desktop notification", ["desktop"]],
    ["to desktop", ["desktop"]],
    ["to webhook-1a2b3c4d,phone", ["webhook-1a2b3c4d", "ntfy-1a2b3c4d"]],
    ['to "BTC"', ["mail-1a2b3c4f"]],
    ['to "critical" critical', ["telegram-1a2b3c4d"]],
    ["to gone-0a1b2c3d", ["gone-0a1b2c3d"]],
    ["to default", "default"],
  ])("%s", (text, to) => {
    const { rule, problems, questions } = read(`>45k ${text}`);
    expect([problems, questions]).toEqual([[], []]);
    expect(rule?.notify).toEqual({ to, urgency: text.endsWith(" critical") ? "critical" : "normal" });
  });

  it.each([
    ["to pho", "pho", ["phone"]],
    ['to "desk"', '"desk"', ['"Desk Slack"', "desktop", "webhook-1a2b3c4d"]],
    ["to phone, sl", "sl", ['"Desk Slack"']],
    ["to nobody", "nobody", null],
    ["to", "to", null],
    ["to phone,", null, null],
  ])("%s is asked about, with what was meant", (text, asked, replacements) => {
    const { rule, questions } = read(`>45k ${text}`);
    expect(rule).toBeNull();
    expect(questions).toHaveLength(1);
    const [question] = questions;
    expect(question?.about).toBe("destination");
    if (asked !== null) expect(`>45k ${text}`.slice(question?.start, question?.end)).toBe(asked);
    if (replacements !== null)
      expect(question?.choices.map(({ replacement }) => replacement).sort()).toEqual([...replacements].sort());
    // Each of the choices is an answer.
    for (const { replacement } of question?.choices ?? []) {
      const typed = `>45k ${text}`;
      const answered = `${typed.slice(0, question?.start)}${replacement}${typed.slice(question?.end)}`;
      expect(read(answered).questions, answered).toEqual([]);
    }
  });

  it("of every destination is written so that it is read again, and by its name where one can be", () => {
    for (const { id, name } of destinations) {
      const rule = {
        ...spec({ kind: "at-or-above", level: "45000" }),
        notify: { to: [id, "desktop"], urgency: "critical" as const },
      };
      const text = writeLine(rule, context);
      const to = id === "desktop" ? ["desktop"] : [id, "desktop"];
      expect(read(text).rule?.notify, text).toEqual({ to, urgency: "critical" });
      const isById = ["desktop", "history"].includes(id) || ["desktop", 'the "loud" one'].includes(name);
      expect(text.includes(name) && !text.includes(id), text).toBe(!isById);
    }
  });
});

describe("names are shown", () => {
  const rule = {
    ...spec({ kind: "at-or-above", level: "45000" }),
    notify: { to: ["slack-1a2b3c4e", "desktop", "gone-0a1b2c3d"], urgency: "critical" as const },
  };

  it("by the chip of the composer", () => {
    const chips = chipsOf(rule, context.nowMs, destinations);
    const text = chips.find(({ part }) => part === "notify")?.text.replace(/[\u2066-\u2069]/gu, "");
    expect(text).toBe("to Desk Slack, Desktop notification, gone-0a1b2c3d");
  });

  it("in the table of alerts", () => {
    const shown = ruleOf("r1", rule, context.nowMs);
    expect(toldAt(shown, destinations)).toBe("critical, Desk Slack, Desktop notification, gone-0a1b2c3d");
  });
});
