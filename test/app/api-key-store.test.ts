import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { givenKey, keyFile } from "../../main/app/api-key-store.ts";
import { tempDir } from "./app-harness.ts";

describe("the key in a file", () => {
  it("is kept for its owner alone, also where the file was open to others, and forgotten on request", async () => {
    const file = path.join(tempDir(), "api-key");
    const apiKeyStore = keyFile(file);
    expect(await apiKeyStore.load()).toEqual({ kind: "none" });
    writeFileSync(file, "", { mode: 0o644 });
    expect(await apiKeyStore.save("s3cret")).toEqual({ kind: "saved", backend: "file" });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toBe("s3cret\n");
    expect(await apiKeyStore.load()).toEqual({ kind: "key", key: "s3cret", backend: "file" });
    expect(await apiKeyStore.save("")).toEqual({ kind: "saved", backend: "none" });
    expect(existsSync(file)).toBe(false);
  });

  it("is never written through a link, nor through a second name of the file", async () => {
    const folder = tempDir();
    const [target, file] = [path.join(folder, "target"), path.join(folder, "api-key")];
    writeFileSync(target, "theirs", { mode: 0o600 });
    symlinkSync(target, file);
    expect(await keyFile(file).load(), "named by whoever started the app, it may be read").toMatchObject({
      key: "theirs",
    });
    for (const key of ["s3cret", ""])
      expect(await keyFile(file).save(key)).toEqual({ kind: "not-stored", why: "unavailable" });
    expect(readFileSync(target, "utf8")).toBe("theirs");
    rmSync(file);
    linkSync(target, file);
    symlinkSync(target, `${file}.new`);
    expect(await keyFile(file).save("s3cret")).toEqual({ kind: "saved", backend: "file" });
    expect([readFileSync(target, "utf8"), readFileSync(file, "utf8")]).toEqual(["theirs", "s3cret\n"]);
  });

  it("that is a folder is asked for again, and not stored", async () => {
    const file = path.join(tempDir(), "api-key");
    mkdirSync(path.join(file, "in it"), { recursive: true, mode: 0o700 });
    expect(await keyFile(file).load()).toEqual({ kind: "unreadable", backend: "file" });
    for (const key of ["s3cret", ""]) expect(await keyFile(file).save(key)).toMatchObject({ kind: "not-stored" });
  });

  it("is not used where others can read it", async () => {
    const file = path.join(tempDir(), "api-key");
    await keyFile(file).save("s3cret");
    chmodSync(file, 0o640);
    expect(await keyFile(file).load()).toEqual({ kind: "unreadable", backend: "file" });
  });

  it.each([
    [
      "with a line end and a mark of byte order around it",
      "\uFEFFs3cret\r\n",
      { kind: "key", key: "s3cret", backend: "file" },
    ],
    ["that holds no word of a key is asked for again", "my key: s3cret", { kind: "unreadable", backend: "file" }],
    ["that is empty holds none", " \n", { kind: "none" }],
    [
      "with a second line that is not what it was entered for",
      "s3cret\nother\n",
      { kind: "unreadable", backend: "file" },
    ],
    ["with half of what it was entered for", 's3cret\n{"wsUrl":"ws://a"}', { kind: "unreadable", backend: "file" }],
  ])("%s", async (_case, text, expected) => {
    const file = path.join(tempDir(), "api-key");
    writeFileSync(file, text, { mode: 0o600 });
    expect(await keyFile(file).load()).toEqual(expected);
  });
});

it("a key that was given is used and never written", async () => {
  const apiKeyStore = givenKey("s3cret", "environment");
  expect(await apiKeyStore.load()).toEqual({ kind: "key", key: "s3cret", backend: "environment" });
  expect(await apiKeyStore.save("other")).toMatchObject({ kind: "not-stored" });
});
