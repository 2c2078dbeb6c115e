import { expect, test } from "vitest";
import { Publisher } from "../../main/bridge/publisher.ts";
import { aFeedStatus, aRule } from "./handlers-double.ts";

test("tells those who asked for the name, and nobody after they left", () => {
  const publisher = new Publisher(() => undefined);
  const heard: unknown[] = [];
  const leave = publisher.subscribe((push, clientId) => heard.push([push.name, clientId]), ["rules.changed"]);
  expect(publisher.wants("rules.changed")).toBe(true);
  expect(publisher.wants("market.ticks")).toBe(false);
  publisher.publish("rules.changed", aRule);
  publisher.publish("feed.changed", aFeedStatus);
  publisher.publishTo("window-1", "rules.changed", aRule);
  leave();
  publisher.publish("rules.changed", aRule);
  expect(heard).toEqual([
    ["rules.changed", null],
    ["rules.changed", "window-1"],
  ]);
  expect(publisher.wants("rules.changed")).toBe(false);
});

test("a listener that throws is reported and keeps the push from nobody", () => {
  const bugs: unknown[] = [];
  const publisher = new Publisher((error) => bugs.push(error));
  let heard = 0;
  publisher.subscribe(() => {
    throw new Error("broken window");
  });
  publisher.subscribe(() => heard++);
  publisher.publish("rules.changed", aRule);
  expect(heard).toBe(1);
  expect(bugs).toEqual([new Error("broken window")]);
});
