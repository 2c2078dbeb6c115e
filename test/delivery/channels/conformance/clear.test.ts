/** Taking a message back, on every channel that can: it counts as done only where the service says so. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../../doubles/clock.ts";
import type { RemoteChannel } from "../../../../main/delivery/channels/remote-channel.ts";
import { hostWith, remoteMessage, type RunningSubject } from "./subject.ts";
import { subjects } from "./subjects/index.ts";

const { signal } = new AbortController();

describe.each(subjects)("$name", (subject) => {
  let running: RunningSubject;
  let channel: RemoteChannel;
  beforeEach(async () => {
    running = await subject.start();
    const { kind, values } = running.at(running.server.origin);
    channel = kind.open(values, hostWith(new ManualClock()));
  });
  afterEach(async () => {
    channel.close();
    await running.stop();
  });

  test.each([
    [401, "broken"],
    [503, "later"],
  ])("one that is answered %i is %s", async (status, kind) => {
    const message = remoteMessage({ urgency: "critical" });
    const sent = await channel.send(message, signal);
    expect(sent.kind).toBe("accepted");
    if (channel.clear === undefined || sent.kind !== "accepted") return;
    running.server.fault = { do: "reply", reply: { status, headers: {}, body: "" } };
    expect(await channel.clear({ id: message.id, receipt: sent.receipt }, signal)).toMatchObject({ kind });
  });

  test("one of which there is no receipt asks the service for nothing it could not name", async () => {
    await channel.clear?.({ id: "never-sent", receipt: null }, signal);
    const asked = running.server.requests.map(({ path }) => path);
    expect(asked.filter((path) => /null|undefined/.test(path))).toEqual([]);
  });
});
