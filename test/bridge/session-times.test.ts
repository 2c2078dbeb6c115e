/** How long a page's session lasts and how wrong credentials are counted, to the millisecond. */
import type { IncomingMessage } from "node:http";
import { beforeEach, expect, test } from "vitest";
import { failureBurst, Sessions } from "../../main/bridge/http-sessions.ts";
import { sessionHeader, sessionProtocolPrefix } from "../../preload/contract/page-session.ts";
import { ManualClock } from "../doubles/clock.ts";

const dayMs = 86_400_000;
const lifeMs = 30 * dayMs;
const token = "the-token";
let clock: ManualClock;
let sessions: Sessions;
beforeEach(() => {
  clock = new ManualClock();
  sessions = new Sessions({ token, port: 7, clock });
});

const requestWith = (headers: Record<string, string | string[]>): IncomingMessage =>
  ({ headers }) as unknown as IncomingMessage;
const callWith = (session: string): IncomingMessage => requestWith({ [sessionHeader]: session });

test("a session says the end of its 30 days, lasts to the millisecond before it, and is renewed from its half on", () => {
  const session = sessions.newSession();
  const request = callWith(session);
  expect(session.split(".")[1]).toBe(String(clock.now().wallMs + lifeMs));
  const shown = () => ({
    access: sessions.accessOf(request, "call"),
    isRenewed: sessions.renewedSession(request) !== null,
  });
  expect(shown()).toEqual({ access: "session", isRenewed: false });
  clock.stepWall(lifeMs / 2 - 1);
  expect(shown()).toEqual({ access: "session", isRenewed: false });
  clock.stepWall(1);
  expect(shown()).toEqual({ access: "session", isRenewed: true });
  clock.stepWall(lifeMs / 2 - 1);
  expect(shown()).toEqual({ access: "session", isRenewed: true });
  clock.stepWall(1);
  expect(shown()).toEqual({ access: "none", isRenewed: false });
});

test("a clock set back by a day ends no session, one set back further does", () => {
  const request = callWith(sessions.newSession());
  clock.stepWall(-dayMs);
  expect(sessions.accessOf(request, "call")).toBe("session");
  clock.stepWall(-1);
  expect(sessions.accessOf(request, "call")).toBe("none");
});

test.each<[string, (session: string) => string]>([
  ["its end moved", (session) => session.replace(/\.\d/u, ".9")],
  ["another id", (session) => `x${session.slice(1)}`],
  ["no signature", (session) => session.slice(0, session.lastIndexOf("."))],
  ["an empty signature", (session) => session.slice(0, session.lastIndexOf(".") + 1)],
  ["a shorter signature", (session) => session.slice(0, -1)],
  ["nothing", () => ""],
  ["a dot", () => "."],
])("a session with %s is none", (_what, spoil) => {
  const spoilt = spoil(sessions.newSession());
  expect(sessions.accessOf(callWith(spoilt), "call")).toBe("none");
  expect(sessions.hasCredential(callWith(spoilt), "call")).toBe(true);
});

test("a session is shown by a call's header or an upgrade's subprotocol, none in the place of the other, and not twice", () => {
  const session = sessions.newSession();
  const offered = (...names: string[]): IncomingMessage => requestWith({ "sec-websocket-protocol": names.join(", ") });
  const shown = `${sessionProtocolPrefix}${session}`;
  expect(sessions.accessOf(callWith(session), "upgrade")).toBe("none");
  expect(sessions.accessOf(offered("json", shown), "upgrade")).toBe("session");
  expect(sessions.accessOf(offered(shown), "call")).toBe("none");
  // The first that is offered counts.
  expect(sessions.accessOf(offered(`${sessionProtocolPrefix}x`, shown), "upgrade")).toBe("none");
  expect(sessions.accessOf(requestWith({ [sessionHeader]: [session, session] }), "call")).toBe("none");
  for (const kind of ["call", "upgrade"] as const) expect(sessions.hasCredential(requestWith({}), kind)).toBe(false);
  expect(sessions.hasCredential(offered("json"), "upgrade")).toBe(false);
});

test("one wrong credential expires each second, none sooner, and never more than were given", () => {
  const wrong = (times: number): boolean[] => Array.from({ length: times }, () => sessions.noteFailure());
  const within = Array.from({ length: 20 }, () => false);
  expect(failureBurst).toBe(20);
  // A quiet hour before them allows no more.
  clock.advance(3_600_000);
  expect(wrong(21)).toEqual([...within, true]);
  // However many more there are, two seconds clear one of them.
  expect(wrong(50)).not.toContain(false);
  clock.advance(1999);
  expect(sessions.noteFailure()).toBe(true);
  clock.advance(1999);
  expect(sessions.noteFailure()).toBe(true);
  clock.advance(2000);
  expect(wrong(2)).toEqual([false, true]);
});

test("wrong credentials are counted the same on a computer that was started this very moment", () => {
  sessions = new Sessions({ token, port: 7, clock: new ManualClock(undefined, 0) });
  expect(Array.from({ length: 21 }, () => sessions.noteFailure()).indexOf(true)).toBe(20);
});

test.each([
  [`Bearer ${token}`, "token"],
  [`bearer ${token}`, "token"],
  ["Bearer", "none"],
  ["Bearer wrong", "none"],
  [token, "none"],
  [`Basic ${token}`, "none"],
])("%s gives %s", (authorization, access) => {
  expect(sessions.accessOf(requestWith({ authorization }), "call")).toBe(access);
});
