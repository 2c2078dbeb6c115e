/** Mutants that change nothing in main/bridge. */
import { because } from "./because.ts";
import type { Equivalent } from "./index.ts";

export const ofBridge: readonly Equivalent[] = [
  ...because(
    "main/bridge/tick-conflator.ts",
    "nothing is found under what it names once the rest is cleared, and each window goes by itself",
    ["this.#focusOfClient.clear();", "this.#focusOfClient.clear();", [";"]],
  ),
  ...because("main/bridge/http-sessions.ts", "there is no failure yet that could have expired since then", [
    "#lastFailureMonoMs = 0;",
    "0",
    ["1"],
  ]),
  ...because("main/bridge/schema-check.ts", "the numbers are compared with each other alone, and it is the highest", [
    "return 2;",
    "2",
    ["3"],
  ]),
  ...because("main/bridge/http-server.ts", "to the library undefined is none as well", [
    "handleProtocols: (offered) => [...offered].find((name) => !name.startsWith(sessionProtocolPrefix)) ?? false,",
    "[...offered].find((name) => !name.startsWith(sessionProtocolPrefix)) ?? false",
    ["([...offered].find((name) => !name.startsWith(sessionProtocolPrefix)))!"],
  ]),
  ...because("main/bridge/create-bridge.ts", "each venue stands there once", [
    "const health = app.feedStatus().venues.find(({ venue }) => venue === patch.venue) ?? null;",
    "find",
    ["findLast"],
  ]),
];
