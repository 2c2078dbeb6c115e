/** The lint rule that keeps every connection outwards in main/network: what it refuses, and what servers go on using. */
import { expect, test } from "vitest";
import { refusalsOf } from "../doubles/oxlint.ts";

const refusals = (code: string, files: readonly string[]): string[][] => {
  const found = refusalsOf(Object.fromEntries(files.map((file) => [file, code])), /no-restricted-/);
  return files.map((file) => (found.get(file) ?? []).map(({ message }) => message));
};

test.for([
  'await fetch("https://venue.example");',
  'await globalThis.fetch("https://venue.example");',
  'new WebSocket("wss://venue.example");',
  'import WebSocket from "ws";\nnew WebSocket("");',
  'import { WebSocket } from "ws";\nnew WebSocket("");',
  'import * as ws from "ws";\nws.createWebSocketStream;',
  'import { request } from "node:http";\nrequest("");',
  'import http from "node:http";\nhttp.get("");',
  'import { get } from "node:https";\nget("");',
  'import { request } from "https";\nrequest("");',
  'import { connect } from "node:http2";\nconnect("");',
])("refused outside main/network: %s", (code) => {
  const outside = ["main/market/feed/x.ts", "main/desktop/x.ts", "main/delivery/x.ts", "main/electron.ts"];
  const refused = [expect.stringContaining("Connections outwards are made in main/network")];
  expect(refusals(code, [...outside, "main/network/x.ts"])).toEqual([...outside.map(() => refused), []]);
});

test("Electron's own way out is refused too, beside the channel that only one file may have", () => {
  const net = 'import { net } from "electron";\nnet.fetch("");';
  const channel = 'import { ipcMain } from "electron";\nipcMain.on;';
  const app = 'import { app } from "electron";\napp.quit();';
  const files = ["main/desktop/x.ts", "main/desktop/ipc.ts", "main/app/x.ts", "main/network/x.ts", "renderer/x.ts"];
  const counts = (code: string): number[] => refusals(code, files).map(({ length }) => length);
  expect({ net: counts(net), channel: counts(channel), app: counts(app) }).toEqual({
    net: [1, 1, 1, 1, 1],
    channel: [1, 0, 1, 1, 1],
    app: [0, 0, 1, 1, 1],
  });
});

test.for([
  'import { createServer, type IncomingMessage } from "node:http";\ncreateServer();',
  'import { WebSocketServer } from "ws";\nnew WebSocketServer();',
  'import type { WebSocket } from "ws";\nexport type Socket = WebSocket;',
  'import { connect } from "node:net";\nconnect("/run/bus");',
])("servers, types and local sockets are not refused: %s", (code) => {
  expect(refusals(code, ["main/bridge/x.ts"])).toEqual([[]]);
});
