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

test.each<[string, string[]]>([
  [
    "ntfy",
    [
      "server url 200 https://ntfy.sh",
      "topic text 64",
      "token text 200",
      "user text 200",
      "password text 200",
      "authority text 16000",
    ],
  ],
  ["telegram", ["token text 200", "chat text 64"]],
  ["pushover", ["token text 200", "user text 200", "device text 25"]],
  ["discord", ["url url 400"]],
  ["slack", ["url url 400"]],
  [
    "mail",
    [
      ...["server text 200", "security choice 200 tls (tls starttls none)", "port number 5 465", "user text 200"],
      ...["password text 200", "from email 200", "to email 200", "authority text 16000"],
    ],
  ],
  ["webhook", ["url url 1000", "secret text 200", "authority text 16000"]],
  ["program", ["command file 1000"]],
  ["sound", ["sound choice 200 chime (chime bell alarm)", "volume number 3 80"]],
])(
  "the fields of %s: what they hold, how much of it, and what is in force while nothing is entered",
  (id, expected) => {
    const fields = remoteChannelKinds.find((known) => known.id === id)?.fields ?? [];
    const words = fields.map(({ id: name, kind, maxLength, preset, choices }) => {
      const among = choices === undefined ? "" : `(${choices.map(({ value }) => value).join(" ")})`;
      return [name, kind, String(maxLength), preset, among].filter((word) => word !== "").join(" ");
    });
    expect(words).toEqual(expected);
  },
);

test("secrets are shown nowhere, and are entered again where the place that they are sent to changes", () => {
  const marked = (isMarked: (field: (typeof remoteChannelKinds)[number]["fields"][number]) => boolean): string[] =>
    remoteChannelKinds.flatMap(({ id, fields }) => fields.filter(isMarked).map((field) => `${id} ${field.id}`));
  expect(marked(({ isSecret }) => isSecret)).toEqual([
    ...["ntfy topic", "ntfy token", "ntfy password", "telegram token", "pushover token", "pushover user"],
    ...["discord url", "slack url", "mail password", "webhook url", "webhook secret"],
  ]);
  const binds = marked((field) => !field.isSecret && (field.bindsSecrets ?? field.kind === "url"));
  expect(binds).toEqual([
    ...["ntfy server", "ntfy authority", "mail server", "mail security", "mail port", "mail authority"],
    "webhook authority",
  ]);
});
