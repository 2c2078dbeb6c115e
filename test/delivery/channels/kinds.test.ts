/** How each channel calls itself, what a person is told of it before it is set up, and that what was not entered is asked for. */
import { expect, test } from "vitest";
import { remoteChannelKinds } from "../../../main/delivery/channels/remote-list.ts";

test.each<[string, string, RegExp, string[]]>([
  ["ntfy", "ntfy", /^The ntfy app on a phone/, ["topic"]],
  ["telegram", "Telegram", /^A bot of your own on Telegram/, ["token"]],
  ["pushover", "Pushover", /^The Pushover app on a phone/, ["token", "user"]],
  ["discord", "Discord", /^A channel of a Discord server/, ["url"]],
  ["slack", "Slack", /^A channel in Slack/, ["url"]],
  ["mail", "E-mail", /^E-mail to one address/, ["server", "from", "to"]],
  ["webhook", "Webhook", /^A program of yours that takes HTTP/, ["url"]],
  ["program", "Program", /^A program on this computer/, ["command"]],
  ["sound", "Sound", /^A sound in an open window/, []],
])("%s is %s", (id, label, summary, needed) => {
  const kind = remoteChannelKinds.find((known) => known.id === id);
  if (kind === undefined) throw new Error(`There is no channel ${id}.`);
  expect(kind.label).toBe(label);
  expect(kind.summary).toMatch(summary);
  const required = kind.fields.filter(({ isRequired, preset }) => isRequired && preset === "").map((one) => one.id);
  expect(required).toEqual(needed);
  for (const name of required) {
    const values = Object.fromEntries(kind.fields.map((field) => [field.id, field.id === name ? "" : "x"]));
    expect(kind.check(values), name).toMatchObject({
      ok: false,
      error: { field: `fields.${name}`, message: "This is needed." },
    });
  }
});
