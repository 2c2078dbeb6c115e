/** The menus: what the tray offers, and the application menu that carries the usual keys. Templates alone, no Electron. */
import { message } from "../../preload/contract/messages/message.ts";
import type { MenuItemConstructorOptions } from "electron";
import { formatTime } from "../../preload/contract/format.ts";
import type { TraySummary } from "./tray-summary.ts";

/** "Pause all" pauses for this long. Milliseconds. */
export const pauseAllMs = 60 * 60_000;

export interface MenuActions {
  readonly open: () => void;
  readonly openRule: (ruleId: string) => void;
  /** Zero ends a pause. */
  readonly pauseAll: (forMs: number) => void;
  readonly quit: () => void;
}

/** The tray's menu. Open and Quit are always there: on Linux a click on the icon itself may never arrive. */
export function trayMenu(traySummary: TraySummary, actions: MenuActions): MenuItemConstructorOptions[] {
  const until = traySummary.pausedUntil === null ? null : formatTime(Date.parse(traySummary.pausedUntil));
  const quietUntil = traySummary.quietUntil === null ? null : formatTime(Date.parse(traySummary.quietUntil));
  return [
    { id: "feed", label: traySummary.feed, enabled: false },
    ...(traySummary.health === null ? [] : [{ id: "health", label: traySummary.health, enabled: false }]),
    ...(quietUntil === null
      ? []
      : [{ id: "quiet", label: message("quiet.until", { moment: quietUntil }), enabled: false }]),
    ...(traySummary.unread > 0
      ? [{ id: "unread", label: message("tray.unread", { unread: traySummary.unread }), click: actions.open }]
      : []),
    { type: "separator" },
    ...traySummary.nearest.map(({ ruleId, text }) => ({
      id: `rule:${ruleId}`,
      label: text,
      click: () => actions.openRule(ruleId),
    })),
    ...(traySummary.nearest.length === 0
      ? [
          {
            id: "armed",
            label:
              traySummary.armed === 0
                ? message("tray.none-armed")
                : message("tray.armed", { armed: traySummary.armed }),
            enabled: false,
          },
        ]
      : []),
    { type: "separator" },
    until !== null
      ? { id: "pause", label: message("tray.resume-all", { time: until }), click: () => actions.pauseAll(0) }
      : {
          id: "pause",
          label: message("tray.pause-all"),
          enabled: traySummary.armed > 0,
          click: () => actions.pauseAll(pauseAllMs),
        },
    { type: "separator" },
    { id: "open", label: message("tray.open"), click: actions.open },
    { id: "quit", label: message("tray.quit"), click: actions.quit },
  ];
}

/** One line for the icon's tooltip. */
export function tooltip(traySummary: TraySummary): string {
  const { feed: state, armed, unread } = traySummary;
  return unread > 0
    ? message("tray.tooltip-unread", { state, armed, unread })
    : message("tray.tooltip", { state, armed });
}

/** The application menu. Without one macOS has no copy and paste; no reload and no DevTools in what people install. */
export function applicationMenu(
  platform: NodeJS.Platform,
  devTools: boolean,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const mac = platform === "darwin";
  return [
    ...(mac ? [{ role: "appMenu" } as const] : []),
    {
      label: message("menu.file"),
      submenu: mac
        ? [{ role: "close" }]
        : [
            { role: "close" },
            { type: "separator" },
            { label: message("tray.quit"), accelerator: "Ctrl+Q", click: actions.quit },
          ],
    },
    { role: "editMenu" },
    {
      label: message("menu.view"),
      submenu: [
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { role: "togglefullscreen" },
        ...(devTools ? [{ role: "reload" } as const, { role: "toggleDevTools" } as const] : []),
      ],
    },
    { role: "windowMenu" },
  ];
}
