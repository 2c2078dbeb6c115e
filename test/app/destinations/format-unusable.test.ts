import { expect, test } from "vitest";
import { formatUnusable } from "../../../main/app/destinations/format-unusable.ts";
import { remoteChannelKinds } from "../../../main/delivery/channels/remote-list.ts";

const kind = remoteChannelKinds.find(({ id }) => id === "telegram") ?? null;
const whole = { token: "123456:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc", chat: "-100123" };

test.each([
  ["whole", whole, [], null],
  [
    "a secret of another server",
    { chat: "-100123" },
    ["token"],
    /^Enter again what is secret \(.+\): it is kept for the server/,
  ],
  ["a secret that is not given out any more", { chat: "-100123" }, [], /^[^:]+ is missing\. Enter it again\.$/],
])("%s", (_, values, secretsToEnterAgain, words) => {
  const said = formatUnusable({ kind, values, secretsToEnterAgain });
  if (words === null) expect(said).toBeNull();
  else expect(said).toMatch(words);
});

test("a channel that is not there any more", () => {
  expect(formatUnusable({ kind: null, values: whole, secretsToEnterAgain: [] })).toMatch(/channel is not there/);
});
