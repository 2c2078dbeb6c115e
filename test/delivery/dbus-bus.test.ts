/** The calls of a bus over a socket that a test plays by hand: each is answered once, and forgotten then. */
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { Bus } from "../../main/delivery/dbus/bus.ts";
import { encodeMessage } from "../../main/delivery/dbus/message.ts";
import { heldOf } from "../doubles/held.ts";

class PlayedSocket extends EventEmitter {
  write(): void {
    // What is called is known to the test.
  }
  destroy(): void {
    // Nothing is open.
  }
}

test("of a call that is answered nothing is kept, however long the bus lives", async () => {
  const socket = new PlayedSocket();
  const bus = new Bus(socket as unknown as Socket);
  socket.emit("data", Buffer.from(`OK ${"0".repeat(32)}\r\n`));
  const answers: WeakRef<object>[] = [];
  for (let serial = 1; serial <= 20; serial++) {
    const answered = bus.callBus("ListNames");
    const answer = { type: "return", replySerial: serial, signature: "u", values: [serial] } as const;
    socket.emit("data", encodeMessage(answer, serial));
    const reply = await answered;
    expect(reply).toMatchObject({ ok: true, values: [serial] });
    answers.push(new WeakRef(reply));
  }
  // The last one may still be on the stack.
  expect(await heldOf(answers)).toBeLessThan(5);
  bus.close();
});
