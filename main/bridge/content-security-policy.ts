/**
 * What the page may do, in both hosts, sent as a header with every answer: a meta tag would come after the first byte of the
 * page is already trusted. `connect-src 'self'` covers the WebSocket of the own host.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  // Svelte makes its templates through one policy of its own; any other text that would become HTML or script is refused.
  "require-trusted-types-for 'script'",
  "trusted-types svelte-trusted-html",
].join("; ");
