/** The picture in the tray or menu bar. */
import { nativeImage, type NativeImage } from "electron";
import type { TraySummary } from "./tray-summary.ts";

/** `icon` gives the path of a file in the icons' folder. macOS colours its own from the shape alone, as the menu bar wants it. */
export function trayImage(icon: (file: string) => string, iconState: TraySummary["iconState"]): NativeImage {
  const isMac = process.platform === "darwin";
  const image = nativeImage.createFromPath(icon(isMac ? `tray-${iconState}Template.png` : `tray-${iconState}.png`));
  if (isMac) image.setTemplateImage(true);
  return image;
}
