/** What each venue bears of what we send, dial and ask, and by what a socket of it is known to be dead: below what it documents. */
import { describe, expect, test } from "vitest";
import { binance } from "../../../main/market/venues/binance/venue.ts";
import { coinbase } from "../../../main/market/venues/coinbase/venue.ts";
import { demoVenue } from "../../../main/market/venues/demo/venue.ts";
import { kraken } from "../../../main/market/venues/kraken/venue.ts";
import { shownOnly } from "../../../main/market/venues/need.ts";
import { securityPro } from "../../../main/market/venues/securitypro/venue.ts";
import { openVenue } from "../../doubles/open-venue.ts";
import type { VenueKind } from "../../../main/market/venues/venue.ts";

const unlimited = { max: Number.POSITIVE_INFINITY, perMs: 1_000 };
const maxFrameBytes = 1_048_576;
/** Streams that an instrument takes which is only looked at, whose trades, sizes, and quotes decide, and all of them. */
const needs = [
  shownOnly,
  { ...shownOnly, everyTrade: true },
  { everyTrade: true, size: true, quotes: false },
  { ...shownOnly, quotes: true },
  { everyTrade: true, size: true, quotes: true },
];

describe.each<[VenueKind, VenueKind["traits"]["limits"], VenueKind["traits"]["liveness"], number[]]>([
  [
    coinbase,
    {
      frames: { max: 4, perMs: 1_000 },
      streamsPerSocket: 250,
      dials: { max: 4, perMs: 1_000 },
      rest: { max: 8, perMs: 1_000 },
      maxSocketAgeMs: null,
      maxFrameBytes,
    },
    { idleMs: 15_000, probeEveryMs: null, probeTimeoutMs: 10_000, countsPings: false },
    [1, 1, 1, 1, 1],
  ],
  [
    kraken,
    {
      frames: { max: 2, perMs: 1_000 },
      streamsPerSocket: 1_000,
      dials: { max: 1, perMs: 6_000 },
      rest: { max: 1, perMs: 1_000 },
      maxSocketAgeMs: null,
      maxFrameBytes,
    },
    { idleMs: 15_000, probeEveryMs: 20_000, probeTimeoutMs: 10_000, countsPings: false },
    [1, 1, 1, 2, 2],
  ],
  [
    binance,
    {
      frames: { max: 2, perMs: 1_000 },
      streamsPerSocket: 1_024,
      dials: { max: 100, perMs: 300_000 },
      rest: { max: 3_000, perMs: 60_000 },
      // It ends each socket after 24 hours.
      maxSocketAgeMs: 82_800_000,
      maxFrameBytes,
    },
    { idleMs: 60_000, probeEveryMs: 25_000, probeTimeoutMs: 10_000, countsPings: true },
    [1, 2, 2, 2, 3],
  ],
  ...[securityPro, demoVenue].map(
    (kind): [VenueKind, VenueKind["traits"]["limits"], VenueKind["traits"]["liveness"], number[]] => [
      kind,
      {
        frames: unlimited,
        streamsPerSocket: Number.POSITIVE_INFINITY,
        dials: unlimited,
        rest: unlimited,
        maxSocketAgeMs: null,
        maxFrameBytes,
      },
      { idleMs: null, probeEveryMs: null, probeTimeoutMs: 0, countsPings: false },
      [1, 1, 2, 1, 2],
    ],
  ),
])("$id", ({ traits }, limits, liveness, streams) => {
  test("bears so much, is heard so often, and so many streams of an instrument are asked for", () => {
    expect(traits.limits).toEqual(limits);
    expect(traits.liveness).toEqual(liveness);
    expect(needs.map((need) => traits.streams(need))).toEqual(streams);
  });
});

test.each<[VenueKind, number, number | null]>([
  [coinbase, 300, null],
  [kraken, 720, 720],
  [binance, 1_000, null],
  [demoVenue, 1_440, null],
])("$id gives %i candles an answer, %s of each length in all", (kind, perRequest, reach) => {
  const { candleSource } = openVenue(kind, { wsUrl: "ws://127.0.0.1:9", restUrl: "http://127.0.0.1:9" }).rest;
  expect([candleSource?.perRequest, candleSource?.reach]).toEqual([perRequest, reach]);
});
