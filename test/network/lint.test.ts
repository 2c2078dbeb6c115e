/** The lint rule that keeps every connection outwards in main/network: what it refuses, and what servers go on using. */
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { expect, test } from "vitest";

const rules = ["no-restricted-globals", "@typescript-eslint/no-restricted-imports", "no-restricted-imports"];
const linter = new ESLint({
  cwd: fileURLToPath(new URL("../..", import.meta.url)),
  // Types are not needed for it, and take long to load.
  overrideConfig: { files: ["**/*.ts"], languageOptions: { parserOptions: { projectService: false } } },
  ruleFilter: ({ ruleId }) => rules.includes(ruleId),
});

async function refusals(code: string, filePath: string): Promise<string[]> {
  const [result] = await linter.lintText(code, { filePath });
  return (result?.messages ?? []).map(({ message }) => message);
}

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
])("refused outside main/network: %s", async (code) => {
  for (const file of ["main/market/feed/x.ts", "main/desktop/x.ts", "main/delivery/x.ts"]) {
    const messages = await refusals(code, file);
    expect(messages, file).toHaveLength(1);
    expect(messages[0]).toContain("Connections outwards are made in main/network");
  }
  expect(await refusals(code, "main/network/x.ts")).toEqual([]);
});

test("Electron's own way out is refused too, beside the channel that only one file may have", async () => {
  expect(await refusals('import { net } from "electron";\nnet.fetch("");', "main/desktop/x.ts")).toHaveLength(1);
  expect(await refusals('import { ipcMain } from "electron";\nipcMain.on;', "main/desktop/x.ts")).toHaveLength(1);
  expect(await refusals('import { app } from "electron";\napp.quit();', "main/app/x.ts")).toHaveLength(1);
});

test.for([
  'import { createServer, type IncomingMessage } from "node:http";\ncreateServer();',
  'import { WebSocketServer } from "ws";\nnew WebSocketServer();',
  'import type { WebSocket } from "ws";\nexport type Socket = WebSocket;',
  'import { connect } from "node:net";\nconnect("/run/bus");',
])("servers, types and local sockets are not refused: %s", async (code) => {
  expect(await refusals(code, "main/bridge/x.ts")).toEqual([]);
});
