import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readPingFile } from "../../main/headless/private-files.ts";
import { describe, expect, test } from "vitest";
import { helpText } from "../../main/headless/help.ts";
import { optionNames, readCommandLine } from "../../main/headless/options.ts";
import { callNames } from "../../preload/contract/contract.ts";
import { takeLanguageFrom } from "../../preload/contract/messages/language.ts";
import { systemLanguages } from "../../main/headless/system-languages.ts";
import { defaultDataDir } from "../../main/lib/data-dir.ts";
import { venueAt } from "../doubles/fixed-venues.ts";
import { nothingFixed } from "../../main/app/venues/venue-config.ts";

const read = (line: string) => readCommandLine(line.split(" ").filter((part) => part !== ""));

describe("the command line", () => {
  test("without anything: the stored settings, any free port, text for a person", () => {
    expect(read("")).toEqual({
      kind: "run",
      options: {
        dataDir: null,
        port: 0,
        json: false,
        fixedVenues: nothingFixed,
        symbols: [],
        keyFile: null,
        pingFile: null,
        allowedPrograms: [],
        newToken: false,
        restoreBackup: null,
        language: undefined,
      },
    });
  });

  test("with everything", () => {
    const line =
      "--data-dir /d --port 8080 --venue-url ws://127.0.0.1:9/ws --rest-url http://127.0.0.1:8 --symbols BTC-USD,ETH-USD --json";
    expect(read(`${line} --key-file /k --ping-file /p --new-token --restore-backup latest`)).toEqual({
      kind: "run",
      options: {
        dataDir: "/d",
        port: 8080,
        json: true,
        fixedVenues: venueAt("securitypro", { wsUrl: "ws://127.0.0.1:9/ws", restUrl: "http://127.0.0.1:8" }),
        symbols: ["BTC-USD", "ETH-USD"],
        keyFile: "/k",
        pingFile: "/p",
        allowedPrograms: [],
        newToken: true,
        restoreBackup: "latest",
        language: undefined,
      },
    });
  });

  test.each([
    ["--venue nowhere", "--venue knows the venues"],
    ["--port 65536", "--port"],
    ["--port -1", "--port"],
    ["--port=8e3", "--port"],
    ["--port", "--port"],
    ["--unknown", "--unknown"],
    ["stray", "stray"],
    ["--symbols btc/usd!", "--symbols"],
    ["--data-dir=", "--data-dir"],
    ["--venue-url=", "--venue-url"],
    ["--restore-backup=", "--restore-backup"],
    ["--restore-backup", "--restore-backup"],
    ["--json=yes", "--json"],
  ])("%s is refused, and the message names what", (line, named) => {
    const result = read(line);
    expect(result).toMatchObject({ kind: "invalid" });
    expect(result.kind === "invalid" && result.message).toContain(named);
  });

  test("a language for this run, and none that there is not", () => {
    expect(read("--language de")).toMatchObject({ kind: "run", options: { language: "de" } });
    expect(read("--language system")).toMatchObject({ kind: "run", options: { language: "system" } });
    expect(read("--language fr")).toEqual({
      kind: "invalid",
      message: "--language takes one of system, en, de, not fr.",
    });
  });

  test.each([
    [{ LANG: "de_DE.UTF-8" }, ["de_DE.UTF-8"]],
    [{ LANG: "de_DE.UTF-8", LC_MESSAGES: "en_GB.UTF-8" }, ["en_GB.UTF-8"]],
    [{ LANG: "de_DE.UTF-8", LC_MESSAGES: "en_GB.UTF-8", LC_ALL: "fr_FR" }, ["fr_FR"]],
    [{ LANG: "fr_FR", LC_ALL: "", LANGUAGE: "nl:de" }, ["nl", "de", "fr_FR"]],
    [{}, [Intl.DateTimeFormat().resolvedOptions().locale]],
  ])("of %o the system wants %o", (env, wanted) => {
    expect(systemLanguages(env)).toEqual(wanted);
  });

  test("help names every option, and wins", () => {
    expect(read("--help --port 5")).toEqual({ kind: "help" });
    expect(read("-h")).toEqual({ kind: "help" });
    for (const option of optionNames) expect(helpText()).toContain(`\n  --${option}`);
    expect(helpText()).toContain("PRICEBELL_API_KEY");
    // Whatever has no option is found from here: each call of it is one that there is.
    const named = [...helpText().matchAll(/\b[a-zA-Z]+\.(?:create|list|set\w*)\b/g)].map(([call]) => call);
    expect(named).toEqual(["destinations.create", "channels.list", "settings.set", "deadManSwitch.setAddress"]);
    expect(callNames).toEqual(expect.arrayContaining(named));
    for (const what of ["quiet hours", "nobody acknowledges", "if Pricebell stops"]) {
      expect(helpText().replaceAll("\n", " ")).toContain(what);
    }
    expect(read("--version")).toEqual({ kind: "version" });
  });

  test("programs that may be started, each with its words", () => {
    const line = ["--allow-program", "/opt/tell --to phone ", "--allow-program", '"/opt/my tell"'];
    expect(readCommandLine(line)).toMatchObject({
      options: { allowedPrograms: ["/opt/tell --to phone", '"/opt/my tell"'] },
    });
  });

  test("the help in the language in use, each option at the left and nothing wider than a terminal that is 120 wide", () => {
    takeLanguageFrom(() => ({ language: "de", locale: "de" }));
    try {
      const lines = helpText().split("\n");
      expect(lines).toContain("  --port N           Port auf 127.0.0.1; 0 (ohne Angabe) nimmt irgendeinen freien");
      expect(lines).toContain("  --restore-backup NAME");
      expect(Math.max(...lines.slice(2, -2).map((line) => line.length))).toBeLessThanOrEqual(120);
      expect(read("stray")).toMatchObject({ message: "stray gehört zu keiner Option. --help nennt die Optionen." });
    } finally {
      takeLanguageFrom(() => ({ language: "en", locale: undefined }));
    }
    expect(read("--help --language de")).toEqual({ kind: "help", language: "de" });
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

test("a file with the address to ping is its owner's alone, and what is wrong with it is said without what is in it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-ping-file-"));
  const fileWith = (name: string, text: string, mode: number): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text, { mode });
    return file;
  };
  const address = "https://hc-ping.com/5f0c2a7e-3b1d-4c8e-9a65-0d1e2f3a4b5c";
  expect(await readPingFile(null)).toEqual({ ok: true, address: null });
  expect(await readPingFile(fileWith("right", `${address}\n`, 0o600))).toEqual({ ok: true, address });
  const none = path.join(folder, "none");
  expect(await readPingFile(none)).toEqual({ ok: false, message: `--ping-file: there is no file ${none}.` });
  const open = fileWith("open", address, 0o644);
  expect(await readPingFile(open)).toEqual({
    ok: false,
    message: `--ping-file: others can read ${open}. Make it yours alone: chmod 600, and get a new address if it may have been seen.`,
  });
  const tooLong = path.join(folder, "x".repeat(300));
  expect(await readPingFile(tooLong)).toMatchObject({
    message: expect.stringMatching(/^--ping-file: .*x{300} cannot be read: .*ENAMETOOLONG/) as string,
  });
  const wrong = await readPingFile(fileWith("wrong", "hc-ping.com/s3cret", 0o600));
  expect(wrong).toMatchObject({ ok: false });
  expect(JSON.stringify(wrong)).not.toContain("s3cret");
  rmSync(folder, { recursive: true });
});
