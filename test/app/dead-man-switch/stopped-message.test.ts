/** The message that waits at an ntfy server: put off while all is well, delivered by the server when nothing more comes. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoppedMessage, type StoppedMessageTarget } from "../../../main/app/dead-man-switch/stopped-message.ts";
import { ntfyServerOf, type NtfyServer } from "../../../main/delivery/channels/ntfy/server.ts";
import { NetworkAgent } from "../../../main/network/agent.ts";
import type { AppHealth } from "../../../preload/contract/health.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { NtfyService } from "../../doubles/services/ntfy.ts";
import { until } from "../../doubles/until.ts";

const well: AppHealth = { isWell: true, reasons: [] };
const blind: AppHealth = { isWell: false, reasons: [{ code: "feed-blind", words: "Blind." }] };
const topic = "my-secret-topic";
const minuteMs = 60_000;

let clock: ManualClock;
let ntfy: NtfyService;
let health: AppHealth;
let target: StoppedMessageTarget | null;
beforeEach(async () => {
  clock = new ManualClock();
  ntfy = await NtfyService.start();
  health = well;
  target = { server: serverAt(topic) };
});
afterEach(() => ntfy.server.stop());

function serverAt(name: string, installationId = "a1b2c3d4"): NtfyServer {
  return ntfyServerOf({ server: ntfy.server.origin, topic: name, token: ntfy.token ?? "" }, installationId);
}

function made(installationId = "a1b2c3d4") {
  let settled = 0;
  const message = new StoppedMessage({
    clock,
    agent: new NetworkAgent(() => Promise.resolve(null)),
    target: () => target,
    installationId,
    putOffEveryMs: 15 * minuteMs,
    health: () => health,
    changed: () => (settled += 1),
  });
  message.begin();
  const beat = async (): Promise<void> => {
    const before = settled;
    message.check();
    await until(() => settled > before, "what came of it");
  };
  return { message, beat };
}

/** Both clocks go on. */
function pass(ms: number): void {
  clock.advance(ms);
  ntfy.advance(ms);
}

const delivered = (): string[] =>
  ntfy.history.filter(({ event, title }) => event === "message" && title !== "").map(({ title }) => title);

describe("a server from 2.16 on", () => {
  it("delivers it half an hour after the last beat, once", async () => {
    const { message, beat } = made();
    await beat();
    expect(message.state).toMatchObject({ dueMs: clock.now().wallMs + 30 * minuteMs, trouble: null });
    for (let beats = 0; beats < 10; beats += 1) {
      pass(15 * minuteMs);
      await beat();
    }
    expect(delivered()).toEqual([]);
    pass(30 * minuteMs - 1_000);
    expect(delivered()).toEqual([]);
    pass(1_000);
    expect(delivered()).toEqual(["Pricebell has stopped watching"]);
    expect(ntfy.history.at(-1)).toMatchObject({ priority: 5, sequence: "stopped-a1b2c3d4" });
    pass(24 * 60 * minuteMs);
    expect(delivered()).toHaveLength(1);
  });

  it("delivers it when all is not well, though the process lives", async () => {
    const { message, beat } = made();
    await beat();
    health = blind;
    for (let minute = 0; minute < 30; minute += 1) {
      pass(minuteMs);
      message.check();
      // A request that is made waits for its deadline by this clock.
      expect(clock.pending).toBe(0);
    }
    expect(delivered()).toHaveLength(1);
  });

  it("forgets it at the end on purpose, also where this run never put it off", async () => {
    const first = made();
    await first.beat();
    // Killed. The next run ends before its feeds are connected.
    health = blind;
    const next = made();
    next.message.check();
    await next.message.stop();
    pass(60 * minuteMs);
    expect(delivered()).toEqual([]);
  });

  it("a start takes over what the run before left", async () => {
    await made().beat();
    pass(20 * minuteMs);
    await made().beat();
    pass(20 * minuteMs);
    expect(delivered()).toEqual([]);
    expect(ntfy.schedule.of(topic)).toHaveLength(1);
  });

  it("two installations at one topic do not put off each other's", async () => {
    await made("aaaaaaaa").beat();
    const other = made("bbbbbbbb");
    await other.beat();
    pass(15 * minuteMs);
    await other.beat();
    pass(15 * minuteMs);
    expect(delivered()).toHaveLength(1);
  });

  it("is asked again after a minute where it could not be reached, with growing pauses, and says so", async () => {
    const { message, beat } = made();
    ntfy.server.fault = { do: "reply", reply: { status: 503, body: "" } };
    await beat();
    expect(message.state).toMatchObject({ failures: 1, dueMs: null });
    pass(minuteMs);
    await beat();
    pass(minuteMs);
    message.check();
    pass(minuteMs);
    await beat();
    expect(message.state).toMatchObject({ failures: 3 });
    ntfy.server.fault = null;
    pass(4 * minuteMs);
    await beat();
    expect(message.state).toMatchObject({ failures: 0, trouble: null });
  });

  it("is not given up where the computer slept in the middle of the first look, until it was delivered", async () => {
    const { message, beat } = made();
    ntfy.schedule.isListed = false;
    await beat();
    expect(message.state.trouble).toContain("does not list it");
    ntfy.schedule.isListed = true;
    pass(minuteMs);
    await beat();
    expect(message.state.trouble).toBeNull();
  });

  it("another destination, or none: what waits at the one before is taken back", async () => {
    const { message, beat } = made();
    await beat();
    target = { server: serverAt("another-topic") };
    message.begin();
    await beat();
    await until(() => ntfy.schedule.of(topic).length === 0, "it to be taken back");
    expect(ntfy.schedule.of("another-topic")).toHaveLength(1);
    target = null;
    message.begin();
    await until(() => ntfy.schedule.of("another-topic").length === 0, "that too");
    expect(message.state).toMatchObject({ dueMs: null, trouble: null });
  });

  it("the same destination after some other change: nothing is sent for it", async () => {
    const { message, beat } = made();
    await beat();
    const requests = ntfy.server.requests.length;
    target = { server: serverAt(topic) };
    message.begin();
    message.check();
    expect(ntfy.server.requests).toHaveLength(requests);
    expect(message.state.dueMs).not.toBeNull();
  });

  it("says what is wrong with a destination that cannot be used", () => {
    target = { problem: "It is off." };
    expect(made().message.state.trouble).toBe("It is off.");
  });

  it("the test puts it off and says so; not while all is not well", async () => {
    const { message } = made();
    expect(await message.test()).toMatchObject({ kind: "taken" });
    health = blind;
    expect(await message.test()).toMatchObject({ kind: "none" });
  });
});

describe("a server that cannot replace what waits", () => {
  it("and has no path for it: is sent nothing that stays, and says so", async () => {
    ntfy.isOld = true;
    const { message, beat } = made();
    await beat();
    expect(message.state.trouble).toContain("needs ntfy 2.16 or newer");
    pass(24 * 60 * minuteMs);
    const requests = ntfy.server.requests.length;
    message.check();
    expect(ntfy.server.requests).toHaveLength(requests);
    expect(delivered()).toEqual([]);
    // The person has updated it and tries again.
    ntfy.isOld = false;
    expect(await message.test()).toMatchObject({ kind: "taken" });
  });

  it("and keeps both: is found out at the first beat", async () => {
    ntfy.schedule.keepsBoth = true;
    const { message, beat } = made();
    await beat();
    expect(message.state).toMatchObject({ dueMs: null });
    expect(message.state.trouble).toContain("needs ntfy 2.16 or newer");
    expect(ntfy.server.requests.at(-1)).toMatchObject({ method: "DELETE" });
  });

  it("and does not let what waits be read: nothing is left there, and it says why", async () => {
    ntfy.token = "tk_right";
    target = { server: serverAt(topic) };
    const { message, beat } = made();
    await beat();
    expect(message.state.trouble).toBeNull();
    ntfy.token = "tk_other";
    pass(15 * minuteMs);
    await beat();
    expect(message.state.trouble).toContain("HTTP 401");
    expect(JSON.stringify(message.state)).not.toContain(topic);
  });
});
