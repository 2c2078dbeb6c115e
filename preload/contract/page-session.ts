/**
 * How a page in a browser shows its session to the loopback server: on calls in a header, on the push connection as a
 * WebSocket subprotocol, the only part of an upgrade that a page can choose. Not a cookie: a browser sends cookies to every
 * port of a host, so that any other program that serves a page on 127.0.0.1 would be handed it.
 */

/** On calls: the session. On answers: a new one that takes its place. */
export const sessionHeader = "x-pb-session";

/** What the server agrees to speak; a browser hangs up where it offered subprotocols and none was chosen. */
export const pushProtocol = "pricebell.push";

/** `pricebell.session.SESSION`: offered beside `pushProtocol`, never chosen, so that no answer repeats it. */
export const sessionProtocolPrefix = "pricebell.session.";
