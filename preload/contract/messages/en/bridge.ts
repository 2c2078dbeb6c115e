/** Why a request to the server on this computer is refused, in words for whoever sent it: a page, or a person with a script. */
import type { Message } from "../message-types.ts";

export const bridge = {
  "request.other-site": "Another site may not use this server.",
  "request.other-site.origin": "Another site may not use this server (Origin).",
  "request.own-page": "A session is for the page of this server alone (Origin).",
  "request.one-host": "A request needs exactly one Host header.",
  "request.loopback": "This server answers to its loopback address alone (Host).",
  "request.path": "The request's target must be a path.",
  "request.token": "This needs the token: open the address that Pricebell printed when it started.",
  "request.too-many-connections": "Too many connections are open at once. Close some, or use one for many calls.",
  "request.method": "This address takes {methods}.",
  "request.in-address": "A call takes its input in the body, not in the address.",
  "request.too-large": "This request may have at most {most} bytes.",
  "request.not-json": "The body of the request is not JSON.",
  "request.says-no-json": "The body of a call is JSON, and its Content-Type says so.",
  "request.no-call": "There is no such call. The contract lists the ones there are.",
  "request.not-a-call": "A call is a name and one input; nothing was changed.",
  "request.foreign-window": "This call did not come from the app's own window; nothing was changed.",
  "request.shape": "The request does not have the shape that this call needs.",
  "request.type": "The request must be of type {type}.",
  "request.field-missing": "The field {field} is missing.",
  "request.field-unknown": "The field {field} is not known to this call.",
  "request.field-type": "The field {field} must be of type {type}.",
  // {rule} is JSON Schema's own, such as `maxLength: 64`.
  "request.field-rule": "The field {field} cannot have this value ({rule}).",
  "request.bug": "Something went wrong inside Pricebell.",
  "page.unreachable":
    "Pricebell cannot be reached. If it still runs, it still watches your alerts; this page tries again by itself.",
  "page.nothing-here": "There is nothing here.",
  "page.not-built":
    "Pricebell is running, but its page has not been built yet.\nRun `npm run build` in the folder of Pricebell, then start this again. The API under /api/ works meanwhile.",
} as const satisfies Record<string, Message>;
