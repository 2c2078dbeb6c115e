import { ntfy } from "../../../../../main/delivery/channels/ntfy/index.ts";
import { NtfyService } from "../../../../doubles/services/ntfy.ts";
import type { Subject } from "../subject.ts";

const topic = "bell-x7Kq2vT9pLm4";
const token = "tk_f0a1b2c3d4e5f6a7b8c9d0e1f2a3";

function ntfySubject(name: string, isOld: boolean): Subject {
  return {
    name,
    longest: { most: 2_000, measure: (text) => Buffer.byteLength(text) },
    async start(options) {
      const service = await NtfyService.start(options);
      service.isOld = isOld;
      return {
        server: service.server,
        at: (server, authority = "") => ({
          kind: ntfy,
          values: { server, topic, token, user: "", password: "", authority },
        }),
        refusals: [
          {
            name: "a wrong token",
            arrange: () => (service.token = "tk_another"),
            outcome: { kind: "broken", code: "http-401" },
          },
          {
            name: "too many requests",
            arrange: () => (service.limit = "bucket"),
            outcome: { kind: "later", code: "http-429", afterMs: 5_000 },
          },
          {
            name: "a used up day, until midnight UTC",
            arrange: () => (service.limit = "daily"),
            outcome: { kind: "later", code: "quota", afterMs: 12 * 3_600_000 },
          },
        ],
        shown: () => service.history.map(({ message }) => message),
        pings: () => 0,
        stop: () => service.server.stop(),
      };
    },
  };
}

export const ntfySubjects: readonly Subject[] = [
  ntfySubject("ntfy from 2.16 on", false),
  ntfySubject("ntfy 2.13, which cannot replace", true),
];
