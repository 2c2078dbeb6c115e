/**
 * Draws every icon of the app from one bell, with a real browser as the painter, and writes them where the packager and the
 * tray look for them. Run by hand when the drawing changes: `node main/desktop/icons/draw.ts /path/to/chromium`.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";

const here = fileURLToPath(new URL(".", import.meta.url));
const shown = fileURLToPath(new URL("../public/icons/", import.meta.url));

const bell = (fill: string, extra = ""): string =>
  `<path d="M16 6.5a6 6 0 0 0-6 6v4.6l-2 3.9h16l-2-3.9v-4.6a6 6 0 0 0-6-6Z" fill="${fill}"/>` +
  `<path d="M13.4 22.5a2.6 2.6 0 0 0 5.2 0Z" fill="${fill}"/>${extra}`;
const svg = (content: string, size: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="${String(size)}" height="${String(size)}">${content}</svg>`;
const appIcon = `<rect x="1" y="1" width="30" height="30" rx="7.5" fill="#5b5bd6"/>${bell("#fff")}`;
const mark = (fill: string): string => `<circle cx="24.5" cy="8.5" r="5.5" fill="${fill}"/>`;
/** A bell that fills its square: trays are small. */
const trayBell = (fill: string, extra = ""): string =>
  `<g transform="translate(-8.8 -9.6) scale(1.55)">${bell(fill)}</g>${extra}`;

const browser = await chromium.launch({
  executablePath: process.argv[2] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage();

async function paint(content: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>html,body{margin:0;background:transparent}svg{display:block}</style>${svg(content, size)}`,
  );
  return page.screenshot({ omitBackground: true, clip: { x: 0, y: 0, width: size, height: size } });
}

/** Windows' container: a directory of PNGs. */
function ico(images: readonly { size: number; png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  for (const [i, { size, png }] of images.entries()) {
    const at = 6 + 16 * i;
    head.writeUInt8(size >= 256 ? 0 : size, at);
    head.writeUInt8(size >= 256 ? 0 : size, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/** Apple's container: PNGs, each under the four letters of its size. */
function icns(images: readonly { type: string; png: Buffer }[]): Buffer {
  const entries = images.map(({ type, png }) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, "latin1");
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(entries);
  const head = Buffer.alloc(8);
  head.write("icns", 0, "latin1");
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const painted = new Map<number, Buffer>();
for (const size of sizes) painted.set(size, await paint(appIcon, size));
const png = (size: number): Buffer => {
  const image = painted.get(size);
  if (image === undefined) throw new Error(`no icon of ${String(size)} was painted`);
  return image;
};

for (const size of [16, 24, 32, 48, 64, 128, 256, 512])
  writeFileSync(`${here}${String(size)}x${String(size)}.png`, png(size));
writeFileSync(`${here}icon.ico`, ico([16, 24, 32, 48, 64, 256].map((size) => ({ size, png: png(size) }))));
writeFileSync(
  `${here}icon.icns`,
  icns([
    { type: "icp4", png: png(16) },
    { type: "icp5", png: png(32) },
    { type: "ic07", png: png(128) },
    { type: "ic08", png: png(256) },
    { type: "ic09", png: png(512) },
    { type: "ic10", png: png(1024) },
  ]),
);
writeFileSync(`${shown}app.png`, png(256));

// Coloured for Linux and Windows, whose panels may be light or dark; black with alpha for macOS, which tints it.
const iconStates = { live: "#5b5bd6", trouble: "#5b5bd6", idle: "#8b8d98" } as const;
for (const [iconState, colour] of Object.entries(iconStates)) {
  const marked = iconState === "trouble";
  for (const [suffix, size] of [
    ["", 32],
    ["@2x", 64],
  ] as const) {
    writeFileSync(
      `${shown}tray-${iconState}${suffix}.png`,
      await paint(trayBell(colour, marked ? mark("#e5484d") : ""), size),
    );
  }
  const black = iconState === "idle" ? "rgba(0,0,0,.45)" : "#000";
  for (const [suffix, size] of [
    ["", 16],
    ["@2x", 32],
  ] as const) {
    writeFileSync(
      `${shown}tray-${iconState}Template${suffix}.png`,
      await paint(trayBell(black, marked ? mark("#000") : ""), size),
    );
  }
}
await browser.close();
