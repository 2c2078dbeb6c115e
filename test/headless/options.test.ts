import { describe, expect, test } from "vitest";
import { helpText, readCommandLine } from "../../main/headless/options.ts";
import { defaultDataDir } from "../../main/lib/data-dir.ts";

const read = (line: string) => readCommandLine(line.split(" ").filter((part) => part !== ""));

describe("the command line", () => {
  test("without anything: the stored settings, any free port, text for a person", () => {
    expect(read("")).toEqual({
      kind: "run",
      options: {
        dataDir: null,
        port: 0,
        json: false,
        fixed: {},
        symbols: [],
        keyFile: null,
        newToken: false,
        restoreBackup: null,
      },
    });
  });

  test("with everything", () => {
    const line =
      "--data-dir /d --port 8080 --venue-url ws://127.0.0.1:9/ws --rest-url http://127.0.0.1:8 --symbols BTC-USD,ETH-USD --json";
    expect(read(`${line} --key-file /k --new-token --restore-backup latest`)).toEqual({
      kind: "run",
      options: {
        dataDir: "/d",
        port: 8080,
        json: true,
        fixed: { venue: "securitypro", wsUrl: "ws://127.0.0.1:9/ws", restUrl: "http://127.0.0.1:8" },
        symbols: ["BTC-USD", "ETH-USD"],
        keyFile: "/k",
        newToken: true,
        restoreBackup: "latest",
      },
    });
  });

  test("a venue's address brings its own REST address: the key goes to no other host", () => {
    expect(read("--venue-url wss://venue.test:444/market/ws")).toMatchObject({
      options: { fixed: { restUrl: "https://venue.test:444" } },
    });
    expect(read("--venue-url ws://venue.test/ws")).toMatchObject({
      options: { fixed: { restUrl: "http://venue.test" } },
    });
  });

  test("a venue by its id, alone or for an address", () => {
    expect(read("--venue securitypro")).toMatchObject({ options: { fixed: { venue: "securitypro" } } });
    expect(read("--venue securitypro --venue-url ws://venue.test/ws")).toMatchObject({
      options: { fixed: { venue: "securitypro", wsUrl: "ws://venue.test/ws" } },
    });
  });

  test("an address without a venue is that of the first venue that has one", () => {
    expect(read("--venue-url ws://venue.test/ws")).toMatchObject({ options: { fixed: { venue: "securitypro" } } });
  });

  test("the demo exchange", () => {
    expect(read("--demo")).toMatchObject({ kind: "run", options: { fixed: { venue: "demo" } } });
  });

  test.each([
    ["--venue nowhere", "--venue takes one of demo, securitypro, not nowhere"],
    ["--venue demo --venue-url ws://venue.test", "do not go together"],
    ["--venue securitypro --demo", "do not go together"],
    ["--port 65536", "--port"],
    ["--port -1", "--port"],
    ["--port=8e3", "--port"],
    ["--port", "--port"],
    ["--unknown", "--unknown"],
    ["stray", "stray"],
    ["--venue-url http://x", "--venue-url"],
    ["--venue-url ws:", "--venue-url"],
    ["--rest-url ftp://x", "--rest-url"],
    ["--venue-url wss://name:pass-word@venue.test/ws", "--venue-url"],
    ["--venue-url wss://name@venue.test/ws", "--venue-url"],
    ["--venue-url wss://:pass-word@venue.test/ws", "--venue-url"],
    ["--venue-url wss://venue.test/ws --rest-url https://name:pass-word@venue.test", "--rest-url"],
    ["--symbols btc/usd!", "--symbols"],
    ["--data-dir=", "--data-dir"],
    ["--restore-backup=", "--restore-backup"],
    ["--restore-backup", "--restore-backup"],
    ["--demo --venue-url ws://x", "--demo"],
    ["--demo --rest-url http://x", "--demo"],
    ["--json=yes", "--json"],
  ])("%s is refused, and the message names what", (line, named) => {
    const result = read(line);
    expect(result).toMatchObject({ kind: "invalid" });
    expect(result.kind === "invalid" && result.message).toContain(named);
    expect(JSON.stringify(result)).not.toMatch(/pass-word/u);
  });

  test("help names every option, and wins", () => {
    expect(read("--help --port 5")).toEqual({ kind: "help" });
    expect(read("-h")).toEqual({ kind: "help" });
    for (const option of [
      "data-dir",
      "port",
      "demo",
      "venue-url",
      "rest-url",
      "symbols",
      "key-file",
      "new-token",
      "restore-backup",
      "json",
    ]) {
      expect(helpText).toContain(`--${option}`);
    }
    expect(helpText).toContain("PRICEBELL_API_KEY");
    expect(read("--version")).toEqual({ kind: "version" });
  });
});

test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
  ["linux", {}, "/home/a/.local/share/pricebell"],
  ["linux", { XDG_DATA_HOME: "/data" }, "/data/pricebell"],
  ["linux", { XDG_DATA_HOME: "relative" }, "/home/a/.local/share/pricebell"],
  ["linux", { XDG_DATA_HOME: "" }, "/home/a/.local/share/pricebell"],
  ["darwin", { XDG_DATA_HOME: "/data" }, "/home/a/Library/Application Support/Pricebell"],
  ["win32", { APPDATA: "C:\\Users\\a\\AppData\\Roaming" }, "C:\\Users\\a\\AppData\\Roaming\\Pricebell"],
])("data on %s with %j lives in %s", (platform, env, dir) => {
  expect(defaultDataDir(platform, env, "/home/a")).toBe(dir);
});
