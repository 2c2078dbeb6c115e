/** Several connections to one venue: which instrument is watched over which, and what is known of all of them together. */
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { Connections } from "../../../main/market/feed/connections.ts";
import { CurrentVenue } from "../../../main/market/feed/current-venue.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { WatchedInstruments } from "../../../main/market/feed/watched-instruments.ts";
import { demoVenue } from "../../../main/market/venues/demo/venue.ts";
import type { Need } from "../../../main/market/venues/need.ts";
import type { VenueTraits } from "../../../main/market/venues/session.ts";
import { defaultSettings } from "../../../preload/contract/settings.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { until } from "../../doubles/until.ts";
import { VenueServer } from "../../doubles/venue-server.ts";

let server: VenueServer;
let clock: ManualClock;
let instruments: Map<string, Watched>;
let needs: Map<string, Need>;
/** What was told, with the instruments that it was told of. */
let told: string[];
/** What is asked for over each socket in the order of their sessions: symbol and need, as `A=size,everyTrade`. */
let asked: string[][];
let connections: Connections;

beforeEach(async () => {
  server = await VenueServer.start();
  clock = new ManualClock();
  [instruments, needs, told, asked] = [new Map(), new Map(), [], []];
  onTestFinished(async () => {
    connections.stop();
    await server.stop();
  });
});

/** A venue of which a socket bears so many streams, and an instrument takes one for each thing that is needed of it. */
function connect(streamsPerSocket: number, tradesForAll = false): void {
  const { wsUrl, restUrl } = server;
  const { traits } = demoVenue;
  const own: VenueTraits = {
    ...traits,
    limits: { ...traits.limits, streamsPerSocket, dials: { max: Number.POSITIVE_INFINITY, perMs: 1_000 } },
    streams: ({ everyTrade, size, quotes }) => [everyTrade, size, quotes].filter(Boolean).length,
  };
  const venue = new CurrentVenue({
    clock,
    settings: { ...defaultSettings, values: {}, wsUrl, restUrl, tradesForAll },
    apiKey: null,
    isUrgent: () => false,
    onDated: () => undefined,
    venue: {
      ...demoVenue,
      traits: own,
      open(access) {
        const session = () => {
          const own: string[] = [];
          asked.push(own);
          return {
            subscribe: (wanted: ReadonlyMap<string, Need>) => {
              const needed = ({ everyTrade, size, quotes }: Need) => Object.entries({ everyTrade, size, quotes });
              for (const [symbol, need] of wanted)
                own.push(
                  `${symbol}=${needed(need)
                    .flatMap(([name, is]) => (is ? [name] : []))
                    .join()}`,
                );
              return [JSON.stringify([...wanted.keys()])];
            },
            unsubscribe: () => [],
            probe: () => null,
            parse: () => ({ kind: "ignored" }) as const,
          };
        };
        return { ...demoVenue.open(access), dialUrl: access.wsUrl, session, closeMeans: () => null };
      },
    },
  });
  const say = (what: string, all: readonly Watched[]): void =>
    void told.push(`${what} ${all.map(({ symbol }) => symbol).join("")}`);
  connections = new Connections({
    clock,
    random: () => 0,
    venue,
    watching: {
      called: (symbol: string) => instruments.get(symbol),
      needs,
      [Symbol.iterator]: () => instruments.values(),
    } as unknown as WatchedInstruments,
    handlers: {
      onDated: () => undefined,
      onOpen: (all) => say("open", all),
      onAsked: (one) => say("asked", [one]),
      onLive: (all) => say("live", all),
      onLost: (all, _, because) => say(`lost ${because}`, all),
      onClosed: (all) => say("closed", all),
      onText: () => "price",
      onUnreadable: () => undefined,
      onTakenOver: () => undefined,
      onState: () => undefined,
      formatVenueText: (words) => words,
    },
  });
}

const of = (symbol: string): Watched => instruments.get(symbol) as Watched;
const heard = (): string[] => told.splice(0).sort();

/** Exactly these are watched from here on. */
function watch(...symbols: string[]): void {
  for (const symbol of instruments.keys()) if (!symbols.includes(symbol)) instruments.delete(symbol);
  for (const symbol of symbols)
    if (!instruments.has(symbol)) instruments.set(symbol, new Watched(`demo:${symbol}`, symbol));
  needs.clear();
  for (const symbol of symbols) needs.set(symbol, { everyTrade: false, size: false, quotes: true });
  connections.follow();
}

/** Waits until so many sockets are open, and each was asked for something. */
const opened = (count: number): Promise<void> =>
  until(
    () => server.openPeers === count && server.peers.every(({ closed, received }) => closed || received.length > 0),
    `${count} are open`,
  );

/** A price comes for this one; its connection is live then. */
async function live(...symbols: string[]): Promise<void> {
  for (const symbol of symbols) {
    server.peers.find(({ closed, received }) => !closed && received.join().includes(symbol))?.socket.send("{}");
    await until(() => connections.of(of(symbol)).live, `${symbol} is live`);
  }
}

/** Watched over a socket each, and all live. */
async function liveWith(...symbols: string[]): Promise<void> {
  connect(3);
  watch(...symbols);
  await opened(symbols.length);
  await live(...symbols);
  heard();
}

async function lose(symbol: string): Promise<void> {
  server.peers.find(({ closed, received }) => !closed && received.join().includes(symbol))?.socket.terminate();
  await until(() => connections.of(of(symbol)).socket === null, `${symbol} is lost`);
}

test.each([
  ["takes all it may take: five streams bear one of three", 5, "ABC", 3],
  ["six bear two", 6, "ABC", 2],
  ["two bear one all the same", 2, "AB", 2],
])("an instrument %s", async (_what, streamsPerSocket, symbols, sockets) => {
  connect(streamsPerSocket);
  watch(...symbols);
  await opened(sockets);
  expect([server.dials, asked.flat().sort()]).toEqual([sockets, [...symbols].map((symbol) => `${symbol}=quotes`)]);
});

test("where trades of all are wanted, each with its size is asked for", async () => {
  connect(3, true);
  watch("A");
  await opened(1);
  expect(asked).toEqual([["A=everyTrade,size,quotes"]]);
});

describe("an instrument", () => {
  test("stays where it is when others come and go", async () => {
    await liveWith("A", "B", "C");
    watch("B", "C");
    await until(() => server.openPeers === 2, "the one of A is closed");
    clock.advance(1_000);
    watch("B", "C", "D");
    await opened(3);
    expect(asked).toEqual([["A=quotes"], ["B=quotes"], ["C=quotes"], ["D=quotes"]]);
    expect(connections.of(of("B")).live && connections.of(of("C")).live).toBe(true);
  });

  test("comes to the first connection that has room", async () => {
    connect(6);
    watch(..."ABCDE");
    await opened(3);
    watch(..."BDE");
    watch(..."BDEF");
    clock.advance(250);
    await until(() => asked[0]?.includes("F=quotes") === true, "it is asked for");
    expect(asked.map((all) => all.length)).toEqual([3, 2, 1]);
  });

  test("has the session of its own connection, and is told of with those of its connection", async () => {
    connect(6);
    watch(..."ABC");
    await opened(2);
    const [a, b, c] = [..."ABC"].map((symbol) => connections.sessionOf(of(symbol)));
    expect([a === undefined, a === b, a === c]).toEqual([false, true, false]);
    await live("A", "C");
    expect(heard()).toEqual(["asked A", "asked B", "asked C", "live AB", "live C", "open AB", "open C"]);
    await lose("B");
    expect([heard(), connections.sessionOf(of("A"))]).toEqual([["closed AB", "lost disconnected AB"], undefined]);
  });
});

describe("all together", () => {
  test("are live where each of them is, and are as the worst of them is, of those alike as the first", async () => {
    await liveWith("A", "B");
    const { wallMs } = clock.now();
    clock.advance(1_000);
    await live("B");
    await until(() => connections.of(of("B")).status().lastFrame?.wallMs === wallMs + 1_000, "another frame");
    expect([connections.live, connections.status()]).toMatchObject([true, { state: "live", dials: 2 }]);
    await lose("B");
    expect([connections.live, connections.status()]).toMatchObject([false, { state: "reconnecting", dials: 2 }]);
    await lose("A");
    expect(connections.status()).toMatchObject({ state: "reconnecting", lastFrameWallMs: wallMs });
  });

  test("have watched up to now while live, else up to the last frame of the one that was lost first", async () => {
    connect(3);
    watch("A", "B");
    expect(connections.watchedUntilMs()).toBeNull();
    await opened(2);
    await live("A");
    expect(connections.watchedUntilMs()).toBeNull();
    await live("B");
    const { wallMs } = clock.now();
    clock.advance(1_000);
    expect(connections.watchedUntilMs()).toBe(wallMs + 1_000);
    await lose("A");
    expect(connections.watchedUntilMs()).toBe(wallMs);
    server.peers[1]?.socket.send("{}");
    await until(() => connections.of(of("B")).status().lastFrame?.wallMs === wallMs + 1_000, "another frame");
    await lose("B");
    expect(connections.watchedUntilMs()).toBe(wallMs);
  });

  test.each(["A", "B"])("have watched up to now also where %s is watched no longer", async (gone) => {
    await liveWith("A", "B");
    clock.advance(5_000);
    watch(gone === "A" ? "B" : "A");
    expect([connections.watchedUntilMs(), connections.live]).toEqual([clock.now().wallMs, true]);
  });

  test("have slept where any of them notices it, and each is given up", async () => {
    await liveWith("A");
    expect(connections.noticeSleep()).toBe(false);
    clock.sleep(60_000);
    expect([connections.noticeSleep(), heard(), connections.noticeSleep()]).toEqual([
      ...[true, ["closed A", "lost asleep A"], false],
    ]);
  });

  test.each<[string, () => void, string]>([
    ["woken", () => connections.wake(), "asleep"],
    ["asked for by a person", () => connections.reconnect(), "disconnected"],
    ["of a key that is refused", () => connections.refuse("No."), "key-refused"],
    ["of another address", () => connections.redial(), "disconnected"],
  ])("are given up each where they are %s", async (_what, happens, because) => {
    await liveWith("A", "B");
    happens();
    expect(heard()).toEqual(["closed A", "closed B", `lost ${because} A`, `lost ${because} B`]);
  });

  test("are asked by the first of them of what is not watched, and each for its own", async () => {
    await liveWith("A", "B");
    expect(connections.of(new Watched("demo:X", "X"))).toBe(connections.of(of("A")));
    connections.renew(of("B"));
    expect(asked).toEqual([["A=quotes"], ["B=quotes", "B=quotes"]]);
  });

  test("leave no timer and no socket when they end", async () => {
    await liveWith("A", "B");
    connections.stop();
    expect([heard(), clock.pending]).toEqual([
      ["closed A", "closed B", "lost disconnected A", "lost disconnected B"],
      0,
    ]);
    await until(() => server.openPeers === 0, "closed");
  });
});

test("a socket that the venue will end is replaced, and no other", async () => {
  await liveWith("A", "B");
  const { socket } = connections.of(of("B"));
  if (socket !== null) connections.replace(socket);
  await until(() => server.dials === 3, "another one");
  await opened(3);
  expect(asked).toEqual([["A=quotes"], ["B=quotes"], ["B=quotes"]]);
});
