import { existsSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { expect, test } from "vitest";
import { hasDbusDaemon, startSessionBus } from "../dbus.ts";

/** What the bus says to a client that names itself as the protocol asks. */
function greet(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath, () => {
      const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString("hex");
      socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
    });
    socket.on("data", (data) => {
      socket.destroy();
      resolve(String(data));
    });
    socket.on("error", reject);
  });
}

test.runIf(hasDbusDaemon())("a bus of one's own answers at its address, and is gone afterwards", async () => {
  const [first, second] = await Promise.all([startSessionBus(), startSessionBus()]);
  expect(first.address).not.toBe(second.address);
  const socketPath = /unix:path=([^,]+)/.exec(first.address)?.[1] ?? "";
  expect(await greet(socketPath)).toMatch(/^OK [0-9a-f]{32}/);
  await Promise.all([first.stop(), second.stop()]);
  await first.stop();
  expect(existsSync(path.dirname(socketPath))).toBe(false);
  expect(() => process.kill(first.pid, 0)).toThrow("ESRCH");
});

test("where there is no daemon, that is what is said", async () => {
  const before = process.env["PATH"];
  process.env["PATH"] = "/nonexistent";
  try {
    expect(hasDbusDaemon()).toBe(false);
    await expect(startSessionBus()).rejects.toThrow("There is no dbus-daemon on this machine");
  } finally {
    process.env["PATH"] = before;
  }
});
