/** Which program a destination may start: one that a person named at this computer, in boxes that no page can answer. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AllowedPrograms } from "../../../main/app/destinations/allowed-programs.ts";
import { DestinationList } from "../../../main/app/destinations/destination-list.ts";
import { DestinationSecrets, secretFiles } from "../../../main/app/destinations/destination-secrets.ts";
import { program } from "../../../main/delivery/channels/program/index.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { openIn, value } from "../../store/store-harness.ts";

let folder: string;
let tell: string;
/** What the person chooses, and whether they allow the words that they are shown. */
let chosen: string | null;
let isAllowed: boolean;
let asked: string[];
let programs: AllowedPrograms;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "pricebell-programs-"));
  tell = fileIn("tell", 0o755);
  chosen = tell;
  isAllowed = true;
  asked = [];
  programs = new AllowedPrograms([], {
    choose: () => Promise.resolve(chosen),
    confirm: (command) => Promise.resolve(asked.push(command) > 0 && isAllowed),
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fileIn(name: string, mode: number): string {
  const file = path.join(folder, name);
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, mode);
  return file;
}

describe("chosen in the system's box", () => {
  test("the program alone is asked of nobody, further words are", async () => {
    expect(await programs.refusalOf(tell, undefined)).toMatch(/^Choose the program with the button/);
    expect(await programs.choose()).toEqual({ ok: true, value: { command: tell } });
    expect(await programs.refusalOf(tell, undefined)).toBeNull();
    expect(asked).toEqual([]);
    expect(await programs.refusalOf(`${tell} --loud`, undefined)).toBeNull();
    expect(await programs.refusalOf(`${tell} --loud`, undefined), "asked once").toBeNull();
    expect(asked).toEqual([`${tell} --loud`]);
    isAllowed = false;
    expect(await programs.refusalOf(`${tell} -c other`, undefined)).toMatch(/^You did not allow these words/);
    expect(await programs.refusalOf(`${tell} "open`, undefined)).toBe("A double quote has no end.");
    expect(await programs.refusalOf("/bin/sh", undefined), "another program").toMatch(/^Choose the program/);
  });

  test("what is set already stays, and takes new words where the person allows them", async () => {
    expect(await programs.refusalOf(tell, tell)).toBeNull();
    expect(await programs.refusalOf(`${tell} --loud`, tell)).toBeNull();
    expect(asked).toEqual([`${tell} --loud`]);
    expect(await programs.refusalOf(`/bin/sh ${tell}`, tell)).toMatch(/^Choose the program/);
  });

  test("a path with spaces is one word; none chosen is none", async () => {
    chosen = fileIn("my tell", 0o755);
    expect(await programs.choose()).toEqual({ ok: true, value: { command: `"${chosen}"` } });
    expect(await programs.refusalOf(`"${chosen}"`, undefined)).toBeNull();
    chosen = null;
    expect(await programs.choose()).toEqual({ ok: true, value: { command: null } });
  });

  test("one box at a time", async () => {
    let boxes = 0;
    const answer = Promise.withResolvers<string | null>();
    const slow = new AllowedPrograms([], {
      choose: () => ((boxes += 1), answer.promise),
      confirm: () => Promise.resolve(false),
    });
    const both = Promise.all([slow.choose(), slow.choose()]);
    answer.resolve(tell);
    expect(await both).toEqual([
      { ok: true, value: { command: tell } },
      { ok: true, value: { command: tell } },
    ]);
    expect(boxes).toBe(1);
    await slow.choose();
    expect(boxes).toBe(2);
  });

  test.each([
    ["that may not be executed", () => fileIn("text", 0o644)],
    ["with a double quote in its path", () => fileIn('my "tell"', 0o755)],
    ["that is gone", () => path.join(folder, "none")],
    ["that is a folder", () => (mkdirSync(path.join(folder, "sub")), path.join(folder, "sub"))],
  ])("a file %s is refused with words, and not allowed", async (_what, make) => {
    chosen = make();
    const done = await programs.choose();
    expect(done).toMatchObject({ ok: false, error: { code: "settings-invalid" } });
    expect(!done.ok && done.error.message).toContain(`${chosen} cannot be started`);
    expect(await programs.refusalOf(chosen, undefined)).not.toBeNull();
  });
});

describe("without a screen", () => {
  test("what the command line names may be started, each with its words and no other", async () => {
    const headless = new AllowedPrograms([`${tell} --to phone`], null);
    expect(await headless.refusalOf(`${tell} --to phone`, undefined)).toBeNull();
    expect(await headless.refusalOf(tell, undefined)).toContain("--allow-program");
    expect(await headless.refusalOf(`${tell} --to desk`, tell)).toContain("--allow-program");
    expect(await headless.refusalOf(tell, tell), "it is set already").toBeNull();
  });

  test("nobody can be asked to choose one", async () => {
    const done = await new AllowedPrograms([], null).choose();
    expect(done).toMatchObject({ ok: false, error: { code: "not-supported" } });
    expect(!done.ok && done.error.message).toContain("--allow-program");
  });
});

test("a destination starts what was chosen, its words with the person's word alone, and two at once do not take one name", async () => {
  const store = openIn(folder);
  const secrets = new DestinationSecrets(secretFiles(folder));
  const shared = { clock: new ManualClock(), store, kinds: [program], secrets, redactor: new Redactor(), programs };
  const list = new DestinationList(shared);
  const make = (name: string, command: string) => list.create({ channel: "program", name, fields: { command } });
  const at = "fields.command";
  expect(await make("siren", tell)).toMatchObject({ ok: false, error: { code: "settings-invalid", field: at } });
  await programs.choose();
  const both = await Promise.all([make("siren", `${tell} -v`), make("siren", `${tell} -q`)]);
  expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
  const made = list.all();
  expect(made.map(({ stored }) => stored.name)).toEqual(["siren"]);
  const id = made[0]?.stored.id ?? "";

  isAllowed = false;
  const change = (command: string) => list.update({ id, fields: { command } });
  expect(await change(`${tell} --other`)).toMatchObject({ ok: false, error: { field: at } });
  expect(await change("/bin/sh")).toMatchObject({ ok: false, error: { field: at } });
  expect(list.get(id)?.values["command"]).toBe(made[0]?.values["command"]);
  expect(value(await list.update({ id, name: "horn", fields: {} })).stored.name).toBe("horn");
  store.close();
});
