/** When a service is told what, by the test's clock, against servers on loopback. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formOf, pauseRequest } from "../../../main/app/dead-man-switch/ping-forms.ts";
import { Pinger } from "../../../main/app/dead-man-switch/pinger.ts";
import { BeatTroubleNotifier } from "../../../main/app/dead-man-switch/beat-trouble-notifier.ts";
import type { Message } from "../../../main/delivery/channel.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import { NetworkAgent } from "../../../main/network/agent.ts";
import type { PingForm } from "../../../preload/contract/dead-man-switch.ts";
import type { AppHealth } from "../../../preload/contract/health.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { HealthchecksService, readWriteKey } from "../../doubles/services/healthchecks.ts";
import { UptimeKumaService } from "../../doubles/services/uptime-kuma.ts";
import { until } from "../../doubles/until.ts";

const well: AppHealth = { isWell: true, reasons: [] };
const starting: AppHealth = { isWell: false, reasons: [{ code: "starting", words: "Kraken: not connected yet." }] };
const blind: AppHealth = {
  isWell: false,
  reasons: [{ code: "feed-blind", words: "Kraken: not watched since 12:00." }],
};

let clock: ManualClock;
let service: HealthchecksService;
let health: AppHealth;
let told: Message[];
let apiKey: string;
beforeEach(async () => {
  clock = new ManualClock();
  service = await HealthchecksService.start();
  health = well;
  told = [];
  apiKey = "";
});
afterEach(() => service.server.stop());

function pingerAt(address = service.address, form?: PingForm) {
  const url = new URL(address);
  const notifier = new BeatTroubleNotifier((message) => Promise.resolve(told.push(message)));
  let settled = 0;
  const pinger: Pinger = new Pinger({
    clock,
    agent: new NetworkAgent(() => Promise.resolve(null)),
    formatOutsideText: new Redactor().formatOutsideText,
    address: () => ({ url, form: form ?? formOf(url), pause: apiKey === "" ? null : pauseRequest(url, apiKey) }),
    periodMs: () => 60_000,
    health: () => health,
    changed() {
      settled += 1;
      notifier.update("ping", pinger.state);
    },
  });
  const answered = (count: number): Promise<void> => until(() => settled >= count, `answer ${count}`);
  return { pinger, answered, settled: () => settled };
}

/** Starts it and waits until the service has taken that. */
async function begun(address?: string, form?: PingForm) {
  const made = pingerAt(address, form);
  made.pinger.begin();
  await made.answered(2);
  return made;
}

/** Looks once and waits for what came of it. */
async function beat({ pinger, answered, settled }: ReturnType<typeof pingerAt>): Promise<void> {
  const before = settled();
  pinger.check();
  await answered(before + 1);
}

const sent = (): string[] => service.pings.map(({ action }) => action);

describe("a service of healthchecks.io's form", () => {
  it("is told the start, then a beat each period", async () => {
    const made = await begun();
    await beat(made);
    clock.advance(59_999);
    made.pinger.check();
    clock.advance(1);
    await beat(made);
    expect(sent()).toEqual(["start", "success", "success"]);
    expect(made.pinger.state).toEqual({ lastBeatMs: clock.now().wallMs, trouble: null, failures: 0 });
  });

  it("is told nothing while the feeds are not connected yet: a run that crashes each time must not pass for a live one", async () => {
    health = starting;
    const made = await begun();
    for (let minute = 0; minute < 5; minute += 1) {
      clock.advance(60_000);
      made.pinger.check();
    }
    health = well;
    await beat(made);
    expect(sent()).toEqual(["start", "success"]);
  });

  it("is told at once that all is not well, and why, again each period, and at once that it is", async () => {
    const made = await begun();
    await beat(made);
    clock.advance(5_000);
    health = blind;
    await beat(made);
    expect(service.of("fail")).toMatchObject([{ method: "POST", body: "Kraken: not watched since 12:00." }]);
    clock.advance(60_000);
    await beat(made);
    clock.advance(5_000);
    health = well;
    await beat(made);
    expect(sent()).toEqual(["start", "success", "fail", "fail", "success"]);
  });

  it("is not told of what changes to and fro more often than every 5 s", async () => {
    const made = await begun();
    await beat(made);
    for (let second = 0; second < 4; second += 1) {
      clock.advance(1_000);
      health = health.isWell ? blind : well;
      made.pinger.check();
    }
    expect(sent()).toEqual(["start", "success"]);
  });

  it("gets a beat at once when the computer has slept", async () => {
    const made = await begun();
    await beat(made);
    clock.sleep(3_600_000);
    await beat(made);
    expect(sent()).toEqual(["start", "success", "success"]);
  });

  it("a wall clock that is set moves no beat", async () => {
    const made = await begun();
    await beat(made);
    clock.stepWall(86_400_000);
    made.pinger.check();
    clock.stepWall(-2 * 86_400_000);
    clock.advance(60_000);
    await beat(made);
    expect(sent()).toEqual(["start", "success", "success"]);
  });

  it("is told at the end that it is on purpose, and nothing afterwards", async () => {
    const made = await begun();
    await beat(made);
    await made.pinger.stop();
    clock.advance(600_000);
    made.pinger.check();
    expect(sent()).toEqual(["start", "success", "log"]);
    expect(service.of("log")[0]?.body).toContain("on purpose");
  });

  it("is paused at the end on purpose where a key lets it: nobody is told of a death, until it is pinged again", async () => {
    apiKey = readWriteKey;
    const made = await begun();
    await beat(made);
    await made.pinger.stop();
    service.advance(24 * 3_600_000);
    expect([sent(), service.alarms]).toEqual([["start", "success"], 0]);
    await beat(await begun());
    service.advance(service.periodMs + service.graceMs + 1);
    expect(service.alarms).toBe(1);
  });

  it("whose key is not taken finds the end in its log all the same", async () => {
    apiKey = "hcr_read-only";
    const made = await begun();
    await made.pinger.stop();
    expect(sent()).toEqual(["start", "log"]);
  });

  it("that answers 200 and knows no such check, or is asked too often, has not taken it", async () => {
    const made = await begun();
    service.isRateLimited = true;
    await beat(made);
    expect(made.pinger.state).toMatchObject({ lastBeatMs: null, failures: 1 });
    expect(made.pinger.state.trouble).toMatch(/^127\.0\.0\.1:\d+ answered with HTTP 200: “OK \(rate limited\)”\. /);
  });

  it("in trouble is tried every 10 s, told of on the desktop once after three, and once more the next time", async () => {
    const made = await begun();
    service.server.fault = { do: "reply", reply: { status: 503, body: "" } };
    await beat(made);
    for (let tries = 2; tries <= 5; tries += 1) {
      clock.advance(9_999);
      made.pinger.check();
      expect(made.pinger.state.failures).toBe(tries - 1);
      clock.advance(1);
      await beat(made);
      expect(told).toHaveLength(tries < 3 ? 0 : 1);
    }
    expect(told[0]?.body).toContain("will raise an alarm though Pricebell runs");
    service.server.fault = null;
    clock.advance(10_000);
    await beat(made);
    expect(made.pinger.state).toMatchObject({ trouble: null, failures: 0 });
    service.server.fault = { do: "reply", reply: { status: 503, body: "" } };
    clock.advance(60_000);
    for (let tries = 1; tries <= 3; tries += 1) {
      await beat(made);
      clock.advance(10_000);
    }
    expect(told).toHaveLength(2);
  });

  it("a redirect is not followed: the address would go with it", async () => {
    const elsewhere = await HealthchecksService.start();
    const made = await begun();
    service.server.fault = { do: "reply", reply: { status: 302, headers: { location: elsewhere.address }, body: "" } };
    await beat(made);
    expect(made.pinger.state.trouble).toContain("HTTP 302");
    expect(elsewhere.server.requests).toEqual([]);
    await elsewhere.server.stop();
  });

  it("the test button sends what would be sent now, and says what came back", async () => {
    const { pinger } = await begun();
    expect(await pinger.test()).toMatchObject({
      kind: "taken",
      words: expect.stringMatching(/HTTP 200: “OK”\.$/) as string,
    });
    health = blind;
    await pinger.test();
    expect(sent()).toEqual(["start", "success", "fail"]);
  });
});

describe("other forms", () => {
  it("a push monitor of uptime-kuma is told up and down", async () => {
    const kuma = await UptimeKumaService.start();
    const made = pingerAt(kuma.address);
    made.pinger.begin();
    await made.answered(1);
    await beat(made);
    clock.advance(60_000);
    health = blind;
    await beat(made);
    await made.pinger.stop();
    expect(kuma.beats).toEqual([
      { status: "up", msg: "OK" },
      { status: "down", msg: "Kraken: not watched since 12:00." },
    ]);
    expect(kuma.alarms).toBe(1);
    await kuma.server.stop();
  });

  it("any other address is asked for while all is well, and nothing but that", async () => {
    const made = pingerAt(service.address, "plain");
    made.pinger.begin();
    await beat(made);
    health = blind;
    for (let minute = 0; minute < 3; minute += 1) {
      clock.advance(60_000);
      made.pinger.check();
    }
    expect(await made.pinger.test()).toEqual({ kind: "none" });
    await made.pinger.stop();
    expect(service.server.requests.map(({ method, path }) => [method, path])).toEqual([
      ["GET", new URL(service.address).pathname],
    ]);
  });
});
