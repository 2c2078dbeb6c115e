/**
 * How long a test waits for what must come true: another process, a socket, a page. A busy machine may take many times what
 * a quiet one does, and a limit that is never reached costs nothing. Milliseconds.
 */
export const patienceMs = 30_000;

/** The same for a process that starts, a browser that is unpacked, a bundle that is built. */
export const startPatienceMs = 90_000;
