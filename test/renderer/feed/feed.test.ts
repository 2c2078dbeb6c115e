import { describe, expect, it } from "vitest";
import { bannersOf } from "../../../renderer/feed/banners.ts";
import { Feed } from "../../../renderer/feed/feed.svelte.ts";
import { nowMs } from "../state-harness.ts";
import { brokenScene, refusedScene } from "../scene-faults.ts";
import { changeVenue, venueStatus } from "../scene-venues.ts";
import { emptyScene, fullScene, type Scene } from "../scenes.ts";

const bannersIn = (scene: Scene, hostLost = false) =>
  bannersOf({ status: scene.status, info: scene.info, venues: scene.venues, hostLost, nowMs });

describe("banners", () => {
  it("are none while all is well", () => {
    expect(bannersIn(fullScene(nowMs))).toEqual([]);
    expect(bannersIn(emptyScene(nowMs))).toEqual([]);
  });

  it("come worst first, and each says what to do", () => {
    const banners = bannersIn(brokenScene(nowMs));
    expect(banners.map(({ id }) => id)).toEqual(["store", "blind-demo", "channel-desktop", "paused"]);
    expect(banners.map(({ action }) => action)).toEqual(["backups", "reconnect", "settings", "end-pause"]);
    expect(banners[0]?.text).toContain("/data/pricebell/pricebell.db");
    expect(banners[1]?.title).toBe("No prices for 3 min");
  });

  it("name the destination that is in trouble, and say what that means for its alerts", () => {
    const scene = fullScene(nowMs);
    const phone = { channel: "ntfy-1a2b3c4d", label: "my phone", isRecord: false };
    const bannerOf = (state: "unavailable" | "degraded", detail: string) => {
      scene.status.channels = [...scene.status.channels.slice(0, 2), { ...phone, state, detail }];
      return bannersIn(scene).map(({ title, text }) => [title, text]);
    };
    expect(bannerOf("unavailable", "Enter the token again.")).toEqual([
      [
        "my phone cannot be reached",
        "Enter the token again. Alerts for it wait, and are told on the desktop meanwhile.",
      ],
    ]);
    expect(bannerOf("degraded", "Answers from the phone cannot be heard.")).toEqual([
      ["my phone is in trouble", "Answers from the phone cannot be heard."],
    ]);
  });

  it.each([
    ["ok", "are told on the desktop"],
    ["degraded", "are told on the desktop"],
    ["unavailable", "cannot be shown on the desktop either"],
    ["off", "cannot be shown on the desktop either"],
  ] as const)("do not name the desktop as standing in for a destination where it cannot: %s", (state, words) => {
    const scene = fullScene(nowMs);
    scene.status.channels = scene.status.channels.map((each) => (each.isRecord ? each : { ...each, state }));
    const phone = { channel: "ntfy-1a2b3c4d", label: "my phone", isRecord: false };
    scene.status.channels = [...scene.status.channels, { ...phone, state: "unavailable", detail: null }];
    expect(bannersIn(scene).at(-1)?.text).toContain(words);
  });

  it("say that no backup can be made, while the database itself is well", () => {
    const scene = fullScene(nowMs);
    scene.status.store = { state: "ok", message: "No backup of it could be made: the disk is full." };
    expect(bannersIn(scene)).toMatchObject([
      { id: "backup", tone: "warn", text: scene.status.store.message, action: "backups" },
    ]);
  });

  it("say that a refused key stops every alert", () => {
    const [banner] = bannersIn(refusedScene(nowMs));
    expect(banner).toMatchObject({ id: "key-securitypro", tone: "bad", action: "settings" });
    expect(banner?.text).toContain("no alert can fire");
  });

  it("say what of the data could not be read", () => {
    const scene = fullScene(nowMs);
    scene.status.store = { state: "ok", message: null, damagedRows: "The alert on BTC-USD cannot be read." };
    expect(bannersIn(scene)).toMatchObject([{ tone: "warn", text: "The alert on BTC-USD cannot be read." }]);
  });

  it("say that a key is missing", () => {
    const scene = fullScene(nowMs);
    scene.status.venues = [venueStatus(nowMs, { venue: "securitypro", state: "key-missing" })];
    expect(bannersIn(scene)[0]?.title).toBe("An API key is needed");
  });

  it.each(["key-missing", "live"] as const)(
    "say once that a key is not sent to other addresses than its own, while the venue is %s",
    (state) => {
      const scene = fullScene(nowMs);
      changeVenue(scene, "securitypro", { isOn: true, isApiKeyForOtherAddresses: true });
      scene.status.venues = [venueStatus(nowMs, { venue: "securitypro", state })];
      const banners = bannersIn(scene);
      expect(banners).toMatchObject([
        {
          id: "key-other-addresses-securitypro",
          tone: "bad",
          title: "The API key of SecurityPro is not sent",
          action: "settings",
        },
      ]);
      expect(banners[0]?.text).toMatch(/alerts cannot fire .* save the key again/u);
      changeVenue(scene, "securitypro", { isOn: false });
      expect(bannersIn(scene).map(({ id }) => id)).not.toContain("key-other-addresses-securitypro");
    },
  );

  it("name the venue where several are on, and dial that one alone", () => {
    const scene = fullScene(nowMs);
    const out = { state: "reconnecting", blindSince: new Date(nowMs - 180_000).toISOString() } as const;
    scene.status.venues = [venueStatus(nowMs), venueStatus(nowMs, { venue: "securitypro", demo: false, ...out })];
    expect(bannersIn(scene)).toMatchObject([
      { id: "blind-securitypro", title: "SecurityPro: No prices for 3 min", action: "reconnect", venue: "securitypro" },
    ]);
    scene.status.venues = scene.status.venues.slice(1);
    expect(bannersIn(scene)[0]?.title).toBe("No prices for 3 min");
  });

  it("leave the first seconds of an outage to the bar", () => {
    const scene = fullScene(nowMs);
    const out = (seconds: number) => [
      venueStatus(nowMs, { state: "reconnecting", blindSince: new Date(nowMs - seconds * 1000).toISOString() }),
    ];
    scene.status.venues = out(9);
    expect(bannersIn(scene)).toEqual([]);
    scene.status.venues = out(10);
    expect(bannersIn(scene)).toHaveLength(1);
  });

  it("say nothing else when the host itself is gone: nothing else can be known", () => {
    expect(bannersIn(brokenScene(nowMs), true).map(({ id }) => id)).toEqual(["host"]);
  });

  it("tell alerts that were paused together from such as were snoozed by themselves", () => {
    const scene = fullScene(nowMs);
    scene.info.pausedUntil = new Date(nowMs + 60_000).toISOString();
    const titleOf = (pausedHow: "together" | "each") => {
      scene.info.pausedHow = pausedHow;
      return bannersIn(scene)[0]?.title;
    };
    expect(titleOf("together")).toMatch(/^All alerts are paused until /);
    expect(titleOf("each")).toMatch(/^Every alert is snoozed; the first comes back at /);
  });

  it("end with the pause", () => {
    const scene = fullScene(nowMs);
    scene.info.pausedUntil = new Date(nowMs).toISOString();
    expect(bannersIn(scene)).toEqual([]);
  });
});

describe("the state of the feed", () => {
  function feedOf(scene: Scene) {
    let now = nowMs;
    const feed = new Feed({ nowMs: () => now, info: () => scene.info, venues: () => scene.venues });
    feed.hear("connected");
    feed.status = scene.status;
    return { feed, pass: (ms: number) => (now += ms) };
  }

  it("has a shape of its own for each", () => {
    expect(feedOf(fullScene(nowMs)).feed.shape).toBe("live");
    expect(feedOf(emptyScene(nowMs)).feed.shape).toBe("idle");
    expect(feedOf(refusedScene(nowMs)).feed.shape).toBe("blind");
    const failing = fullScene(nowMs);
    failing.status.store = { state: "failing", message: null };
    failing.status.health = { isWell: false, reasons: [{ code: "store-failing", words: "The disk is full." }] };
    expect(feedOf(failing).feed.shape).toBe("blind");
  });

  it("what is wrong beside feeds and database is in the shape, in the words and at the top of the window; a start is not", () => {
    const scene = fullScene(nowMs);
    const words = "Phone: an alert could be sent there and is not.";
    scene.status.health = { isWell: false, reasons: [{ code: "delivery-stuck", words }] };
    const { feed } = feedOf(scene);
    expect([feed.shape, feed.words]).toEqual(["blind", "Live, not well"]);
    expect(feed.banners[0]).toMatchObject({ id: "not-well-delivery-stuck", tone: "bad", text: words });
    scene.status.health = { isWell: false, reasons: [{ code: "starting", words: "Kraken: not connected yet." }] };
    expect([feedOf(scene).feed.shape, feedOf(scene).feed.banners]).toEqual(["live", []]);
  });

  it("gives a host that restarts a moment, then says that nothing is known", () => {
    const { feed, pass } = feedOf(fullScene(nowMs));
    feed.hear("reconnecting");
    expect(feed.words).toBe("Reconnecting to Pricebell");
    expect(feed.banners).toEqual([]);
    pass(3_000);
    // The server build of Svelte works a derived out anew each time it is read.
    expect(feed.words).toBe("Pricebell does not answer");
    expect(feed.banners.map(({ id }) => id)).toEqual(["host"]);
    feed.hear("connected");
    expect(feed.words).toBe("Live");
  });

  it("says that this page may not look, and no banner besides", () => {
    const { feed, pass } = feedOf(fullScene(nowMs));
    feed.hear("unauthorized");
    pass(60_000);
    expect([feed.words, feed.shape, feed.banners]).toEqual(["No access", "blind", []]);
  });

  it("of several venues is that of the worst, which is named", () => {
    const scene = fullScene(nowMs);
    scene.status.venues = [
      venueStatus(nowMs),
      venueStatus(nowMs, { venue: "securitypro", demo: false, state: "key-refused" }),
    ];
    scene.status.summary = "key-refused";
    const { feed } = feedOf(scene);
    expect([feed.words, feed.shape, feed.venuesOn]).toEqual([
      "SecurityPro: Key refused",
      "blind",
      ["demo", "securitypro"],
    ]);
  });

  it("says demo where all prices are made up", () => {
    expect(feedOf(fullScene(nowMs)).feed.demo).toBe(true);
    const mixed = fullScene(nowMs);
    mixed.status.venues = [venueStatus(nowMs), venueStatus(nowMs, { venue: "securitypro", demo: false })];
    expect(feedOf(mixed).feed.demo).toBe(false);
    expect(feedOf(refusedScene(nowMs)).feed.demo).toBe(false);
  });

  it("knows the health of one instrument", () => {
    const { feed } = feedOf(brokenScene(nowMs));
    expect(feed.health({ venue: "demo", symbol: "BTC-USD" })?.health).toBe("disconnected");
    expect(feed.health({ venue: "securitypro", symbol: "BTC-USD" })).toBeNull();
  });
});
