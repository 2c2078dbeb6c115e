/** What SecurityPro is asked over a socket, where its key goes, and what the end of a socket means with it. */
import { beforeEach, describe, expect, test } from "vitest";
import { shownOnly } from "../../../../main/market/venues/need.ts";
import { SecurityProSession } from "../../../../main/market/venues/securitypro/session.ts";
import { openSecurityPro, securityPro } from "../../../../main/market/venues/securitypro/venue.ts";
import type { Need, OpenOptions } from "../../../../main/market/venues/session.ts";
import { openVenue } from "../../../doubles/open-venue.ts";
import { tradesOnly } from "../session-client.ts";

type Values = OpenOptions["values"];
let session: SecurityProSession;
const open = (values: Values = {}, apiKey: string | null = null) =>
  (session = new SecurityProSession({ apiKey, values }));
const parsed = (frames: readonly string[]) =>
  frames.map((frame) => JSON.parse(frame) as Readonly<Record<string, unknown>>);
const worded = (frames: readonly string[]) =>
  parsed(frames).map(({ op, channel, symbol }) => [op, channel, symbol].join(" "));
const subscribe = (needs: Readonly<Record<string, Need>>) => worded(session.subscribe(new Map(Object.entries(needs))));

beforeEach(() => void open());

describe("a socket", () => {
  test("is asked for the ticker, and for trades where their sizes are needed, in the order of the symbols", () => {
    expect(subscribe({ "A-USD": tradesOnly, "B-USD": shownOnly })).toEqual([
      "subscribe ticker A-USD",
      "subscribe trades A-USD",
      "subscribe ticker B-USD",
    ]);
    expect(subscribe({ "A-USD": tradesOnly, "B-USD": shownOnly }), "once").toEqual([]);
  });

  test("is asked for what other needs change, and for no more", () => {
    subscribe({ "A-USD": tradesOnly, "B-USD": shownOnly, "C-USD": tradesOnly });
    expect(subscribe({ "A-USD": shownOnly, "B-USD": tradesOnly, "C-USD": shownOnly })).toEqual([
      "unsubscribe trades A-USD",
      "subscribe trades B-USD",
      "unsubscribe trades C-USD",
    ]);
  });

  test("is told the end of what was asked for, once", () => {
    subscribe({ "A-USD": tradesOnly, "B-USD": shownOnly });
    expect(worded(session.unsubscribe(["A-USD", "NO-SUCH", "B-USD"]))).toEqual([
      "unsubscribe ticker A-USD",
      "unsubscribe trades A-USD",
      "unsubscribe ticker B-USD",
    ]);
    expect(session.unsubscribe(["A-USD"])).toEqual([]);
    expect(subscribe({ "A-USD": shownOnly })).toEqual(["subscribe ticker A-USD"]);
  });

  test.each<[Values, string | null, unknown]>([
    [{}, "k", "k"],
    [{ keyPlacement: "frame" }, "k", "k"],
    [{ keyPlacement: "query" }, "k", undefined],
    [{}, null, undefined],
  ])("with %j and the key %j is given %j with what it is asked for, and with no end of it", (values, apiKey, given) => {
    open(values, apiKey);
    const [frame] = parsed(session.subscribe(new Map([["A-USD", shownOnly]])));
    expect(frame?.["apiKey"]).toBe(given);
    expect(parsed(session.unsubscribe(["A-USD"]))[0]).not.toHaveProperty("apiKey");
  });

  test.each<[Values, string, string | null]>([
    [{}, '{"type":"heartbeat","ts":"T"}', null],
    [{ sendPong: false }, '{"type":"heartbeat","ts":"T"}', null],
    [{ sendPong: true }, '{"type":"heartbeat","ts":"T"}', '{"type":"pong","ts":"T"}'],
    [{ sendPong: true }, '{"type":"heartbeat"}', null],
  ])("with %j answers %s with %j", (values, text, reply) => {
    open(values);
    expect(session.parse(text, Buffer.from(text))).toMatchObject({ kind: "alive", reply });
    const price = '{"type":"ticker","symbol":"A-USD","price":"1"}';
    expect(session.parse(price, Buffer.from(price))).not.toHaveProperty("reply");
  });
});

describe("an address", () => {
  const at = (wsUrl: string, apiKey: string | null, values: Values = {}) =>
    openVenue(securityPro, { wsUrl, restUrl: "http://127.0.0.1:9", apiKey, values }).dialUrl;

  test.each<[string, string | null, Values, string | null]>([
    ["wss://api.securitypro.com/ws", null, {}, null],
    ["wss://securitypro.com/ws", null, {}, null],
    ["wss://notsecuritypro.com/ws", null, {}, "wss://notsecuritypro.com/ws"],
    ["no address", null, {}, "no address"],
    ["wss://api.securitypro.com/ws", "k", {}, "wss://api.securitypro.com/ws"],
    [
      "wss://api.securitypro.com/ws?a=b",
      "k &",
      { keyPlacement: "query" },
      "wss://api.securitypro.com/ws?a=b&apiKey=k+%26",
    ],
    ["no address", "k", { keyPlacement: "query" }, "no address"],
  ])("%s with the key %j and %j is dialled as %j", (wsUrl, apiKey, values, dialled) => {
    expect(at(wsUrl, apiKey, values)).toBe(dialled);
  });
});

test("an end means that the key was refused where there is one, and else what it means of any venue", () => {
  const options = { wsUrl: "ws://127.0.0.1:9", restUrl: "http://127.0.0.1:9" };
  const codes = [401, 403, 1008, 4001, 4003, 4401, 4403];
  const { closeMeans } = openVenue(securityPro, options);
  expect(codes.map((code) => closeMeans(code, ""))).toEqual(codes.map(() => "key-refused"));
  expect([400, 402, 429, 1000, 1006, 1007, 4000, 4002].map((code) => closeMeans(code, ""))).toEqual(
    Array.from({ length: 8 }, () => null),
  );
  const keyless = openVenue(
    { ...securityPro, open: (opened) => openSecurityPro({ ...securityPro, needsKey: false }, opened) },
    options,
  );
  expect([401, 429, 4401].map((code) => keyless.closeMeans(code, ""))).toEqual(["forbidden", "rate-limited", null]);
});

test("each of its settings says in words what it is", () => {
  const words = securityPro.settings.flatMap((setting) => [
    setting.label,
    setting.hint,
    ...(setting.kind === "choice" ? setting.choices.map(({ label }) => label) : []),
  ]);
  expect(words).toHaveLength(6);
  expect(new Set(words).size).toBe(6);
  for (const word of words) expect(word).toMatch(/^[A-Z].{3,}/);
});
