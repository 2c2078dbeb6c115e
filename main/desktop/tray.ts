/** The tray icon. It says whether the app is watching, and is the way back to a window that was closed. */
import type { Menu, MenuItemConstructorOptions, NativeImage, Tray } from "electron";
import type { TraySummary } from "./tray-summary.ts";
import { tooltip, trayMenu, type MenuActions } from "./menu.ts";

export interface TrayDeps {
  readonly create: (image: NativeImage) => Tray;
  readonly image: (iconState: TraySummary["iconState"]) => NativeImage;
  readonly buildMenu: (template: MenuItemConstructorOptions[]) => Menu;
  readonly actions: MenuActions;
  /** False on macOS: a click there opens the menu, and Electron tells of it as well. A window on top would be in the way of the menu. */
  readonly clickOpens: boolean;
  /** Whether the desktop shows tray icons. `new Tray()` succeeds where it does not. */
  readonly hostRegistered: () => Promise<boolean>;
}

/** Held by main for as long as the app runs: an icon that is let go of disappears. */
export class AppTray {
  readonly #deps: TrayDeps;
  #tray: Tray | null = null;
  #shown = "";
  #available = false;

  constructor(deps: TrayDeps) {
    this.#deps = deps;
  }

  /** True where a closed window can be found again in the tray. */
  get available(): boolean {
    return this.#available;
  }

  /** Asks the desktop whether there is a tray, and makes or drops the icon. May be asked again: panels come and go. */
  async refresh(traySummary: TraySummary): Promise<void> {
    this.#available = await this.#deps.hostRegistered();
    if (!this.#available) {
      this.destroy();
      return;
    }
    this.update(traySummary);
  }

  /** Shows what has changed. The whole menu is set anew, which is the one way that every Linux panel follows. */
  update(traySummary: TraySummary): void {
    if (!this.#available) return;
    const template = trayMenu(traySummary, this.#deps.actions);
    const shown = JSON.stringify([traySummary.iconState, tooltip(traySummary), template]);
    // A menu that is open closes when it is replaced: only when there is something new.
    if (this.#tray !== null && shown === this.#shown) return;
    this.#shown = shown;
    if (this.#tray === null) {
      this.#tray = this.#deps.create(this.#deps.image(traySummary.iconState));
      if (this.#deps.clickOpens) this.#tray.on("click", this.#deps.actions.open);
    } else {
      this.#tray.setImage(this.#deps.image(traySummary.iconState));
    }
    this.#tray.setToolTip(tooltip(traySummary));
    this.#tray.setContextMenu(this.#deps.buildMenu(template));
  }

  /**
   * At quit, once: destroying a tray twice ends the process on some systems. What changes after that, and while the app ends
   * much does, is not shown any more.
   */
  destroy(): void {
    this.#available = false;
    const tray = this.#tray;
    this.#tray = null;
    this.#shown = "";
    if (tray !== null && !tray.isDestroyed()) tray.destroy();
  }
}
