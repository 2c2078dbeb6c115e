/** Setting up where a person is told: what is refused stands at its field, and what came back of a test is said with what to do next. */
import { afterEach, expect, it } from "vitest";
import { fail, ok } from "../../../preload/contract/result.ts";
import { DestinationList, formatDestinationTest } from "../../../renderer/settings/destinations.svelte.ts";
import { destinationsOf } from "../scene-destinations.ts";
import { fullScene } from "../scenes.ts";
import { nowMs, startState, type StartedState } from "../state-harness.ts";

let started: StartedState;
afterEach(() => started?.session.end());

function made(): { list: DestinationList; host: StartedState["host"] } {
  started = startState(fullScene(nowMs));
  return { list: new DestinationList(started.appState.api), host: started.host };
}

it("puts the program that was chosen at the computer into its field, and a refusal to it", async () => {
  const { list, host } = made();
  host.handlers["destinations.chooseProgram"] = () => ok({ command: "/opt/tell" });
  expect(await list.chooseProgram(null, "command")).toBe("/opt/tell");
  host.handlers["destinations.chooseProgram"] = () => ok({ command: null });
  expect(await list.chooseProgram(null, "command")).toBeNull();
  expect(list.refusal).toBeNull();
  host.handlers["destinations.chooseProgram"] = () => fail("settings-invalid", "It cannot be started.");
  expect(await list.chooseProgram("program-1", "command")).toBeNull();
  expect(list.refused("program-1", "command")).toBe("It cannot be started.");
  expect(list.refused(null, "command")).toBeUndefined();
});

it("wants a new one to be tried until it is", async () => {
  const { list, host } = made();
  const [some] = destinationsOf(fullScene(nowMs));
  host.handlers["destinations.create"] = () => fail("settings-invalid", "Another one has this name.", "name");
  expect(await list.create("ntfy", "phone", {})).toBe(false);
  expect(list.madeId).toBeNull();
  host.handlers["destinations.create"] = () => ok({ ...some!, id: "ntfy-1a2b3c4d" });
  expect(await list.create("ntfy", "phone", {})).toBe(true);
  expect(list.madeId).toBe("ntfy-1a2b3c4d");
  host.handlers["destinations.test"] = () => ok({ state: "sent", detail: null });
  await list.test("ntfy-1a2b3c4d");
  expect(list.madeId).toBeNull();
});

it.each([
  [
    { state: "sent", detail: "m-1", receipt: "m-1" },
    "The service took the test message. Look whether it has arrived. Its receipt: m-1",
  ],
  [{ state: "sent", detail: "It is too old.", receipt: "m-1" }, "The service took the test message. It is too old."],
  [{ state: "sent", detail: null }, "The service took the test message. Look whether it has arrived."],
  [{ state: "failed", detail: "Enter the token again." }, "The test message was not sent. Enter the token again."],
  [{ state: "unknown", detail: null }, "It is not known whether the test message arrived."],
] as const)("%o is told as: %s", (tried, words) => {
  expect(formatDestinationTest(tried)).toBe(words);
});
