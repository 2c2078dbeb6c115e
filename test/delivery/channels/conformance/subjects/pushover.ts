import { pushoverKind } from "../../../../../main/delivery/channels/pushover/index.ts";
import { PushoverService } from "../../../../doubles/services/pushover.ts";
import type { Subject } from "../subject.ts";

export const pushoverSubject: Subject = {
  name: "Pushover",
  serverErrorWaitMs: 5_000,
  longest: { most: 1_024 + 251, measure: (text) => [...text].length },
  async start(options) {
    const service = await PushoverService.start(options);
    const { token, user } = service;
    return {
      server: service.server,
      at: (origin) => ({ kind: pushoverKind(origin), values: { token, user, device: "" } }),
      refusals: [
        {
          name: "a wrong token",
          arrange: () => (service.isTokenRevoked = true),
          outcome: { kind: "broken", code: "keys-refused" },
        },
        {
          name: "a wrong token, told by a 200",
          arrange: () => {
            service.isTokenRevoked = true;
            service.liesByStatus = true;
          },
          outcome: { kind: "broken", code: "keys-refused" },
        },
        {
          name: "a used up quota, until its reset (a Unix time)",
          arrange: () => (service.quotaReset = Date.parse("2026-01-05T14:00:00Z") / 1_000),
          outcome: { kind: "later", code: "quota", afterMs: 2 * 3_600_000 },
        },
      ],
      shown: () => service.messages.map((form) => `${form.get("title") ?? ""}\n${form.get("message") ?? ""}`),
      pings: () => 0,
      stop: () => service.server.stop(),
    };
  },
};
