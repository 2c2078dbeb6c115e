/** Setting up who notices when Pricebell stops: the address goes in, and what came back is shown. */
import { afterEach, expect, it } from "vitest";
import { fail, ok } from "../../../preload/contract/result.ts";
import { DeadManSwitchState } from "../../../renderer/settings/dead-man-switch.svelte.ts";
import { nowMs, startState, type StartedState } from "../state-harness.ts";
import { fullScene } from "../scenes.ts";

let started: StartedState;
afterEach(() => started.session.end());

function made(): { state: DeadManSwitchState; host: StartedState["host"] } {
  started = startState(fullScene(nowMs));
  return { state: new DeadManSwitchState(started.appState.api), host: started.host };
}

it("says why an address was refused, until one is taken", async () => {
  const { state, host } = made();
  host.handlers["deadManSwitch.setAddress"] = () => fail("settings-invalid", "That is no address.", "address");
  expect(await state.setAddress("x")).toBe(false);
  expect(state.refusal?.message).toBe("That is no address.");
  host.handlers["deadManSwitch.setAddress"] = () => ok({});
  expect(await state.setAddress("https://hc-ping.com/x")).toBe(true);
  expect(state.refusal).toBeNull();
});

it("keeps what came back of each trial apart, and forgets that of an address that is another one now", async () => {
  const { state, host } = made();
  host.handlers["deadManSwitch.test"] = ({ what }) =>
    what === "ping" ? ok({ state: "sent", detail: "hc-ping.com answered." }) : fail("internal", "A bug.");
  const trial = state.test("ping");
  expect(state.tried).toEqual({ ping: "sending" });
  await trial;
  await state.test("stopped-message");
  expect(state.tried).toEqual({
    ping: { state: "sent", detail: "hc-ping.com answered." },
    "stopped-message": { state: "failed", detail: "A bug." },
  });
  host.handlers["deadManSwitch.setAddress"] = () => ok({});
  await state.setAddress("");
  expect(state.tried).toEqual({ "stopped-message": { state: "failed", detail: "A bug." } });
});
