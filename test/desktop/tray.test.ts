/** The tray's icon over the life of the app. The menu behind it is tested with the window, on the built app. */
import type { Menu, NativeImage, Tray } from "electron";
import { expect, test } from "vitest";
import type { TraySummary } from "../../main/desktop/tray-summary.ts";
import { AppTray } from "../../main/desktop/tray.ts";

const traySummary: TraySummary = {
  iconState: "live",
  feed: "Live",
  nearest: [],
  armed: 1,
  health: null,
  unread: 0,
  pausedUntil: null,
  quietUntil: null,
};

test("what still changes while the app ends does not bring the icon back", async () => {
  const icons: string[] = [];
  const nothing = (): void => undefined;
  const tray = new AppTray({
    create() {
      icons.push("made");
      let isGone = false;
      const icon: Partial<Tray> = {
        setToolTip: nothing,
        setContextMenu: nothing,
        setImage: nothing,
        isDestroyed: () => isGone,
        destroy() {
          isGone = true;
          icons.push("gone");
        },
      };
      return icon as Tray;
    },
    image: () => ({}) as NativeImage,
    buildMenu: () => ({}) as Menu,
    actions: { open: nothing, openRule: nothing, pauseAll: nothing, quit: nothing },
    clickOpens: false,
    hostRegistered: () => Promise.resolve(true),
  });
  await tray.refresh(traySummary);
  tray.destroy();
  tray.update({ ...traySummary, iconState: "trouble", feed: "Nothing is watched" });
  expect(icons).toEqual(["made", "gone"]);
  // A panel that comes back is another matter.
  await tray.refresh(traySummary);
  expect(icons).toEqual(["made", "gone", "made"]);
});
