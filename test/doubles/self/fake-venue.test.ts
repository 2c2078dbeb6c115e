import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { ManualClock } from "../clock.ts";
import { until } from "../until.ts";
import { VenueServer, type RestAnswer } from "../venue-server.ts";
import type { FakeInstrument, FakeTrade } from "../venues/fake-market.ts";
import type { FakeSocket } from "../venues/fake-socket.ts";
import { FakeVenue, type FakeVenueOptions } from "../venues/fake-venue.ts";

/** Two frames a second, one request a second, three dials a minute. */
class SmallVenue extends FakeVenue {
  static async start(options: FakeVenueOptions): Promise<SmallVenue> {
    const limits = {
      frames: { max: 2, perMs: 1_000 },
      rest: { max: 1, perMs: 1_000 },
      dials: { max: 3, perMs: 60_000 },
    };
    return new SmallVenue(await VenueServer.start(), limits, options);
  }
  protected override onSecond(socket: FakeSocket): void {
    socket.send({ beat: true });
  }
  protected override onFrame(socket: FakeSocket, frame: Record<string, unknown>): void {
    socket.send({ echo: frame });
  }
  protected override onTooManyFrames(socket: FakeSocket): void {
    socket.close(1008, "too many");
  }
  protected override tellTrade(socket: FakeSocket, instrument: FakeInstrument, trade: FakeTrade): void {
    socket.send({ symbol: instrument.wireSymbol, id: trade.id });
  }
  protected override tellQuote(socket: FakeSocket, instrument: FakeInstrument): void {
    socket.send({ symbol: instrument.wireSymbol, bid: instrument.bid });
  }
  protected override onRequest(): RestAnswer {
    return { body: "answered" };
  }
  protected override onTooManyRequests(): RestAnswer {
    return { status: 429, body: "" };
  }
}

let clock: ManualClock;
let venue: SmallVenue;
beforeEach(async () => {
  clock = new ManualClock();
  venue = await SmallVenue.start({ clock });
  venue.add("A", { base: "A", quote: "USD" });
});
afterEach(() => venue.stop());

interface Client {
  readonly socket: WebSocket;
  readonly heard: unknown[];
  closeCode: number | null;
}

async function dial(): Promise<Client> {
  const socket = new WebSocket(venue.wsUrl);
  const client: Client = { socket, heard: [], closeCode: null };
  socket.on("message", (data) => client.heard.push(JSON.parse((data as Buffer).toString())));
  socket.on("close", (code) => (client.closeCode = code));
  socket.on("error", () => undefined);
  await until(() => socket.readyState !== WebSocket.CONNECTING, "the dial to be answered");
  return client;
}

const get = async () => (await fetch(`${venue.restUrl}/x`)).status;

test("counts frames over any second, not by the second: two and two more before it is over are too many", async () => {
  const client = await dial();
  clock.advance(900);
  const send = async (count: number) => {
    const already = venue.socket.received.length;
    for (let at = 0; at < count; at++) client.socket.send("{}");
    await until(() => venue.sockets[0]?.received.length === already + count, "the frames");
  };
  await send(2);
  clock.advance(200);
  await send(1);
  await until(() => client.closeCode !== null, "the close");
  expect([client.closeCode, venue.busiestFrames]).toEqual([1008, 3]);
});

test("two frames in each of two seconds are none too many", async () => {
  const client = await dial();
  for (const count of [2, 4]) {
    client.socket.send("{}");
    client.socket.send("{}");
    await until(() => venue.socket.received.length === count, "the frames");
    clock.advance(1_000);
  }
  expect(venue.busiestFrames).toBe(2);
});

test("tells trades, keeps those that its stream loses, and is silent about what it is told to be silent about", async () => {
  const client = await dial();
  venue.trade("A", "1");
  venue.trade("A", "2", { isTold: false });
  venue.muted.add("A");
  venue.trade("A", "3");
  venue.quote("A", "3", null);
  venue.muted.clear();
  venue.quote("A", "4", null);
  await until(() => client.heard.length === 2, "what is told");
  expect(client.heard).toEqual([
    { symbol: "A", id: 1_001 },
    { symbol: "A", bid: "4" },
  ]);
  expect(venue.instruments.get("A")?.trades.map(({ price }) => price)).toEqual(["1", "2", "3"]);
});

test("limits requests and dials, answers as it is told, and waits as long as it is told", async () => {
  expect([await get(), await get()]).toEqual([200, 429]);
  clock.advance(1_000);
  venue.restFault = () => ({ status: 451, body: "" });
  expect(await get()).toBe(451);
  venue.restFault = () => undefined;
  clock.advance(1_000);
  const release = venue.holdRest();
  const held = get();
  await until(() => venue.server.requests.length === 4, "the request");
  release();
  expect(await held).toBe(200);
  for (let at = 0; at < 3; at++) await dial();
  await dial();
  expect([venue.sockets.length, venue.dials.busiest]).toEqual([3, 4]);
});

test("beats by its clock; cuts, closes and stalls", async () => {
  const [cut, closed, stalled] = [await dial(), await dial(), await dial()];
  clock.advance(1_000);
  await until(() => stalled.heard.length === 1, "the beat");
  venue.sockets[0]?.cut();
  venue.sockets[1]?.close(1001);
  venue.sockets[2]?.stall();
  stalled.socket.send("{}");
  await until(() => cut.closeCode !== null && closed.closeCode !== null, "the ends");
  expect([cut.closeCode, closed.closeCode, stalled.closeCode]).toEqual([1006, 1001, null]);
  expect(venue.sockets[2]?.received).toEqual([]);
});
