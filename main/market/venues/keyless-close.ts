/** What the end of a socket, or a refused handshake, means with an exchange that knows no keys. */
import type { RestFailureCode } from "./session.ts";

/** By the code of a close or the status of a handshake; null: nothing more than the code says. 401 and 403 come from a firewall. */
export function keylessCloseMeans(code: number): RestFailureCode | null {
  switch (code) {
    case 401:
    case 403:
      return "forbidden";
    case 418:
      return "banned";
    case 429:
    case 1008:
      return "rate-limited";
    case 451:
      return "region";
    case 503:
      return "maintenance";
    default:
      return null;
  }
}
