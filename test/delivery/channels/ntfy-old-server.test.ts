/** Which form a message to ntfy takes: the path, until the server has said that it does not know it, and again with a test. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { ntfy } from "../../../main/delivery/channels/ntfy/index.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { ScriptedService } from "../../doubles/services/scripted-service.ts";
import type { Reply } from "../../doubles/services/service-server.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";

const { signal } = new AbortController();
const login = { topic: "bell", token: "", user: "", password: "", authority: "" };
let service: ScriptedService;
beforeAll(async () => {
  service = await ScriptedService.start();
});
afterAll(() => service.server.stop());

const taken: Reply = { status: 200, body: { event: "message", id: "m1", sequence_id: remoteMessage().id } };
const noPage: Reply = { status: 404, body: { code: 40401, http: 404 } };
const tooLong: Reply = { status: 400, body: { code: 40014, http: 400 } };
const path = "/bell/event-0001-aaaa-bbbb";

test.each<[string, Reply[], string[], string[]]>([
  ["knows the path", [taken, taken], ["alert.fired", "alert.fired"], [path, path]],
  ["does not", [noPage, taken, taken], ["alert.fired", "alert.fired"], [path, "/bell", "/bell"]],
  ["is updated", [noPage, taken, taken, taken], ["alert.fired", "test", "alert.fired"], [path, "/bell", path, path]],
  ["finds it too long", [tooLong, taken], ["alert.fired", "alert.fired"], [path, path]],
])("a server that %s", async (_what, replies, topics, paths) => {
  service.script(...replies);
  const channel = ntfy.open({ ...login, server: service.server.origin }, hostWith(new ManualClock()));
  for (const topic of topics) await channel.send(remoteMessage({ topic }), signal);
  expect(service.requests.map((request) => request.path)).toEqual(paths);
});

test("what is right is taken; what is seldom needed is kept out of the way", () => {
  const values = { ...login, server: "https://ntfy.example" };
  for (const rest of [{}, { user: "ann", password: "x" }, { topic: "up1234567890123" }, { topic: "a".repeat(64) }])
    expect(ntfy.check({ ...values, ...rest })).toEqual({ ok: true, value: null });
  expect(ntfy.check({ ...values, topic: "a".repeat(65) }).ok).toBe(false);
  expect(ntfy.check({ ...values, server: "" })).toMatchObject({ ok: false, error: { field: "fields.server" } });
  const seldom = ntfy.fields.filter(({ isSeldomNeeded }) => isSeldomNeeded === true).map(({ id }) => id);
  expect(seldom).toEqual(["user", "password", "authority"]);
});

test("topic, token, password and their Basic form are secret, as far as they are there", () => {
  expect(ntfy.secretsOf(login)).toEqual(["bell"]);
  const basic = Buffer.from("ann:x").toString("base64");
  expect(ntfy.secretsOf({ ...login, token: "tk", user: "ann", password: "x" })).toEqual(["bell", "tk", "x", basic]);
});
