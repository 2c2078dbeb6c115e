/** Scenes in which something is wrong: a venue that refuses the key, and everything at once. */
import { noDeadManSwitch } from "../../preload/contract/dead-man-switch.ts";
import { changeVenue, venueStatus } from "./scene-venues.ts";
import { fullScene, type Scene } from "./scenes.ts";

const minuteMs = 60_000;

/** The venue refuses the key. */
export function refusedScene(nowMs: number): Scene {
  const scene = fullScene(nowMs);
  scene.info.demo = false;
  changeVenue(scene, "demo", { isOn: false });
  changeVenue(scene, "securitypro", { isOn: true, hasApiKey: true, apiKeyBackend: "gnome_libsecret" });
  scene.status.summary = "key-refused";
  scene.status.venues = [
    venueStatus(nowMs, {
      venue: "securitypro",
      demo: false,
      state: "key-refused",
      blindSince: new Date(nowMs - 5 * minuteMs).toISOString(),
      nextDialAt: new Date(nowMs + 90_000).toISOString(),
      lastError: { code: "key-refused", message: "The venue answered 401" },
      url: "wss://api.example.com/market/ws",
      instruments:
        scene.status.venues[0]?.instruments.map((each) => ({
          ...each,
          health: "key-refused",
          subscription: "rejected",
        })) ?? [],
    }),
  ];
  const venue = "securitypro";
  for (const each of scene.quotes) {
    each.stale = true;
    each.receivedAt = new Date(nowMs - 5 * minuteMs).toISOString();
    each.instrument = { ...each.instrument, venue };
  }
  scene.rules = scene.rules.map((rule) => ({ ...rule, instrument: { ...rule.instrument, venue } }));
  return scene;
}

/** Disconnected for a while, the store failing, no notification service, everything paused: as bad as it gets. */
export function brokenScene(nowMs: number): Scene {
  const scene = fullScene(nowMs);
  scene.info.pausedUntil = new Date(nowMs + 50 * minuteMs).toISOString();
  scene.info.pausedHow = "together";
  scene.status = {
    summary: "blind",
    deadManSwitch: noDeadManSwitch,
    health: {
      isWell: false,
      reasons: [
        { code: "feed-blind", words: "SecurityPro: not watched since 14:01. Alerts on it cannot fire." },
        {
          code: "store-failing",
          words: "The database cannot be written. Alerts still fire, but are not remembered.",
        },
      ],
    },
    venues: [
      venueStatus(nowMs, {
        state: "reconnecting",
        blindSince: new Date(nowMs - 3 * minuteMs).toISOString(),
        attempt: 6,
        nextDialAt: new Date(nowMs + 17_000).toISOString(),
        lastError: { code: "connect-failed", message: "The connection was refused" },
        instruments:
          scene.status.venues[0]?.instruments.map((each) => ({
            ...each,
            health: "disconnected",
            subscription: "requested",
          })) ?? [],
      }),
    ],
    store: { state: "failing", message: "The disk is full: /data/pricebell/pricebell.db" },
    channels: [
      {
        channel: "desktop",
        label: "Desktop notification",
        isRecord: false,
        state: "unavailable",
        detail: "No notification service runs on this desktop.",
      },
      { channel: "history", label: "History", isRecord: true, state: "ok", detail: null },
    ],
  };
  for (const each of scene.quotes) {
    each.stale = true;
    each.receivedAt = new Date(nowMs - 3 * minuteMs).toISOString();
  }
  return scene;
}
