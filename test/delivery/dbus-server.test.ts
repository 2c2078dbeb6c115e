/** The way to the notification service, over a bus that a test plays: who is believed, what is asked when, and how it comes back. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NotificationServer } from "../../main/delivery/dbus/notification-server.ts";
import { ManualClock } from "../doubles/clock.ts";
import { PlayedBus, type Played } from "../doubles/played-bus.ts";
import { until } from "../doubles/until.ts";

const service = "org.freedesktop.Notifications";
const busName = "org.freedesktop.DBus";
const nobody: Played = { errorName: `${busName}.Error.NameHasNoOwner` };
const names = (...list: string[]): Played => ({ signature: "as", values: [list] });

describe.skipIf(process.platform === "win32")("the way to the service", () => {
  let bus: PlayedBus;
  let clock: ManualClock;
  let server: NotificationServer;
  let heard: string[];
  /** Who answers to the name; null: nobody. */
  let owner: string | null;
  let answers: Record<string, Played>;

  beforeEach(async () => {
    bus = new PlayedBus();
    clock = new ManualClock();
    heard = [];
    owner = ":1.5";
    answers = {};
    bus.answer = (member) => {
      if (member in answers) return answers[member] ?? null;
      if (member === "GetNameOwner") return owner === null ? nobody : { signature: "s", values: [owner] };
      return member === "ListActivatableNames" ? names("a.b") : {};
    };
    await bus.listen();
  });
  afterEach(async () => {
    await server.stop();
    await bus.stop();
    expect(clock.pending).toBe(0);
  });

  function start(): void {
    server = new NotificationServer(clock, bus.env, {
      state: () => heard.push(server.state.kind),
      replaced: () => heard.push("replaced"),
      action: (id, key) => heard.push(`action ${id} ${key}`),
      closed: (id) => heard.push(`closed ${id}`),
    });
  }
  async function begin(): Promise<boolean> {
    start();
    return server.ready();
  }
  const changed = (...values: string[]) =>
    ({
      interface: busName,
      member: "NameOwnerChanged",
      sender: busName,
      signature: "s".repeat(values.length),
      values,
    }) as const;
  const action = { interface: service, member: "ActionInvoked", sender: ":1.5", signature: "us", values: [7, "open"] };
  /** Everything that was sent before has been heard. */
  async function heardAll(): Promise<string[]> {
    const mark = { ...action, member: "NotificationClosed", sender: server.identity?.split("/")[1] ?? "" };
    bus.signal({ ...mark, signature: "uu", values: [99, 1] });
    await until(() => heard.at(-1) === "closed 99", "the last signal");
    return heard.splice(0).slice(0, -1);
  }

  test("signals are asked for before it is asked who the service is", async () => {
    expect(await begin()).toBe(true);
    expect(bus.calls).toEqual(["Hello", "AddMatch", "AddMatch", "GetNameOwner"]);
    expect(server.identity).toBe(`${bus.guid}/:1.5`);
    expect(heard).toEqual(["replaced", "ready"]);
  });

  test.each<[string, Played, boolean]>([
    ["can be started", names("a.b", service), true],
    ["cannot be started", names("a.b"), false],
    ["cannot be asked for", { errorName: "a.b.C" }, false],
    ["is answered with something else", { signature: "u", values: [1] }, false],
  ])("one that does not run and %s", async (_what, answer, isReady) => {
    owner = null;
    answers = { ListActivatableNames: answer };
    expect(await begin()).toBe(isReady);
    expect([server.identity, server.state.kind]).toEqual([null, isReady ? "ready" : "no-service"]);
  });

  test("one that comes up while it is asked for is known: what a signal says is newer than any answer", async () => {
    answers = { GetNameOwner: null };
    start();
    await until(() => bus.calls.includes("GetNameOwner"), "the question");
    bus.signal(changed(service, "", ":1.6"));
    await until(() => heard.includes("ready"), "the signal to be heard");
    expect(server.identity).toBe(`${bus.guid}/:1.6`);
    await server.stop();
  });

  test.each<[string, Played]>([
    ["an older one", { signature: "s", values: [":1.4"] }],
    ["nobody", nobody],
  ])("an answer that names %s after that changes nothing, and nothing more is asked", async (_what, answer) => {
    bus.answer = (member) => {
      if (member !== "GetNameOwner") return {};
      bus.signal(changed(service, "", ":1.6"));
      return answer;
    };
    expect(await begin()).toBe(true);
    expect(server.identity).toBe(`${bus.guid}/:1.6`);
    expect(bus.calls).not.toContain("ListActivatableNames");
  });

  test("nor does the list of what can be started, asked for meanwhile", async () => {
    owner = null;
    const { answer } = bus;
    bus.answer = (member, call) => {
      if (member === "ListActivatableNames") bus.signal(changed(service, "", ":1.6"));
      return answer(member, call);
    };
    expect(await begin()).toBe(true);
    expect(heard).toEqual(["replaced", "ready"]);
  });

  test("a bus that goes while it is asked is lost, and nothing else is said of it", async () => {
    for (const member of ["GetNameOwner", "ListActivatableNames"]) {
      heard.length = 0;
      owner = null;
      bus.calls.length = 0;
      answers = { [member]: null };
      start();
      await until(() => bus.calls.includes(member), "the question");
      bus.drop();
      expect(await server.ready()).toBe(false);
      expect(heard, member).toEqual(["no-bus"]);
      await server.stop();
    }
  });

  describe("a signal", () => {
    beforeEach(async () => {
      await begin();
      heard.length = 0;
    });

    test.each<[string, Partial<Parameters<PlayedBus["signal"]>[0]>, string[]]>([
      ["of a button, from the service", {}, ["action 7 open"]],
      ["of a button, from another", { sender: ":1.6" }, []],
      ["of another interface", { interface: "a.b" }, []],
      ["of another kind", { member: "Other" }, []],
      ["of no id", { signature: "ss", values: ["7", "open"] }, []],
      ["of no key", { signature: "uu", values: [7, 1] }, []],
      ["of the end of a notification", { member: "NotificationClosed", signature: "uu", values: [7, 2] }, ["closed 7"]],
      ["of another name", changed("a.b", ":1.5", ""), []],
      ["of the name, from somebody else", { ...changed(service, ":1.5", ""), sender: ":1.9" }, []],
      ["of the name, which is still its own", changed(service, ":1.5", ":1.5"), []],
      ["of the name, which is another's", changed(service, ":1.5", ":1.6"), ["replaced", "ready"]],
    ])("%s", async (_what, change, expected) => {
      bus.signal({ ...action, ...change });
      const isMoved = expected.includes("replaced");
      if (isMoved) await until(() => heard.includes("ready"), "the new owner");
      expect(await heardAll()).toEqual(expected);
    });

    test.each([[[service, ":1.5", ""]], [[service, ":1.5"]]])("that nobody has the name: %j", async (values) => {
      bus.signal(changed(...values));
      await until(() => heard.length > 1, "it to be heard");
      expect([heard, server.identity, await server.ready()]).toEqual([["replaced", "no-service"], null, false]);
    });
  });

  test("what a service can do is asked once of each, and again where it could not say", async () => {
    answers = { GetCapabilities: { signature: "as", values: [["body", "actions"]] } };
    await begin();
    const asked = () => bus.calls.filter((member) => member === "GetCapabilities").length;
    expect(await server.capabilities()).toEqual(new Set(["body", "actions"]));
    expect(await server.capabilities()).toEqual(new Set(["body", "actions"]));
    expect(asked()).toBe(1);
    answers = { GetCapabilities: { errorName: "a.b.C" } };
    bus.signal(changed(service, ":1.5", ":1.6"));
    await until(() => server.identity?.endsWith(":1.6") === true, "the new owner");
    expect([await server.capabilities(), await server.capabilities()]).toEqual([null, null]);
    expect(asked()).toBe(3);
  });

  test.each([
    [`${busName}.Error.ServiceUnknown`, "no-service"],
    [`${busName}.Error.NameHasNoOwner`, "no-service"],
    [`${busName}.Error.Spawn.ChildExited`, "no-service"],
    [`${busName}.Error.Failed`, "ready"],
    [`x.${busName}.Error.ServiceUnknown`, "ready"],
  ])("a call that ends with %s: %s", async (errorName, kind) => {
    answers = { Notify: { errorName } };
    await begin();
    expect(await server.call("Notify", "s", ["x"])).toMatchObject({ ok: false, name: errorName });
    expect(server.state.kind).toBe(kind);
  });

  test("a bus that is lost is dialled again, ever more rarely, and all is asked anew", async () => {
    answers = { GetCapabilities: { signature: "as", values: [["body"]] } };
    await begin();
    await server.capabilities();
    heard.length = 0;
    await bus.close();
    await until(() => heard.includes("no-bus"), "the loss");
    expect(server.identity).toBeNull();
    expect(await server.call("Notify")).toMatchObject({ ok: false, name: "lost" });
    const delays: (number | null)[] = [];
    for (let n = 0; n < 6; n++) {
      delays.push(clock.nextDelayMs);
      clock.advance(clock.nextDelayMs ?? 0);
      expect(await server.ready()).toBe(false);
    }
    expect(delays).toEqual([1_000, 2_000, 5_000, 10_000, 30_000, 30_000]);
    await bus.listen();
    bus.calls.length = 0;
    heard.length = 0;
    clock.advance(30_000);
    expect(await server.ready()).toBe(true);
    expect(heard, "ids of before mean nothing to it").toEqual(["replaced", "ready"]);
    await server.capabilities();
    expect(bus.calls).toContain("GetCapabilities");
    bus.drop();
    await until(() => heard.includes("no-bus"), "the second loss");
    expect(clock.nextDelayMs).toBe(1_000);
  });

  test("a bus that goes each time it is asked is dialled ever more rarely too", async () => {
    bus.answer = (member) => {
      if (member === "GetNameOwner") bus.drop();
      return null;
    };
    const { answer } = bus;
    bus.answer = (member, call) => (member === "AddMatch" ? {} : answer(member, call));
    start();
    const delays: (number | null)[] = [];
    for (let n = 0; n < 3; n++) {
      await server.ready();
      delays.push(clock.nextDelayMs);
      clock.advance(clock.nextDelayMs ?? 0);
    }
    expect(delays).toEqual([1_000, 2_000, 5_000]);
    await server.ready();
  });

  test("after a loss the service is the one that the bus names, and is asked what it can do", async () => {
    answers = { GetCapabilities: { signature: "as", values: [["body"]] } };
    await begin();
    bus.signal(changed(service, ":1.5", ":1.5"));
    await heardAll();
    bus.drop();
    await until(() => heard.includes("no-bus"), "the loss");
    clock.advance(1_000);
    expect(await server.ready()).toBe(true);
    await server.stop();
    // One that is started by its first call has no owner before.
    owner = null;
    answers["ListActivatableNames"] = names(service);
    await begin();
    await server.capabilities();
    heard.length = 0;
    bus.calls.length = 0;
    bus.drop();
    await until(() => heard.includes("no-bus"), "the second loss");
    clock.advance(1_000);
    expect(await server.ready()).toBe(true);
    await server.capabilities();
    expect(bus.calls).toContain("GetCapabilities");
  });

  test("stopped while it dials, it leaves nothing behind, and does not wait for the ten seconds that a dial may take", async () => {
    bus.speaks = false;
    start();
    await until(() => bus.open === 1, "the connection");
    expect(clock.nextDelayMs).toBe(10_000);
    await server.stop();
    expect(clock.pending).toBe(0);
    await until(() => bus.open === 0, "its end");
    expect(heard).toEqual([]);
  });

  test("stopped, it closes its connection and dials no more", async () => {
    await begin();
    await server.stop();
    await until(() => bus.open === 0, "its end");
    expect(clock.pending).toBe(0);
  });
});
