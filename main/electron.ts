/** The desktop app: the same app as everywhere, in Electron. A flat list of what is set up, in the order in which it must be. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import {
  app,
  BaseWindow,
  BrowserWindow,
  dialog,
  Menu,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  systemPreferences,
  Tray,
} from "electron";
import { languageFor, takeLanguageFrom } from "../preload/contract/messages/language.ts";
import { startApp, type App } from "./app.ts";
import { takeKey } from "./app/api-key-environment.ts";
import { createBridge } from "./bridge/create-bridge.ts";
import { createRegistrar } from "./bridge/registrar.ts";
import { systemClock as clock } from "./lib/clock.ts";
import { defaultDataDir } from "./lib/data-dir.ts";
import { explainStartFailure } from "./desktop/start-failure.ts";
import { createDesktopChannel } from "./desktop/desktop-channel.ts";
import { makeChromiumFolder } from "./desktop/chromium-folder.ts";
import {
  explainClose,
  programDialogs,
  tellOptionRefused,
  tellRelease,
  tellStopped,
  tellWindowGivenUp,
} from "./desktop/dialogs.ts";
import { readOptions } from "./desktop/options.ts";
import { keepTrayCurrent } from "./desktop/tray-updates.ts";
import { setupShutdown } from "./desktop/shutdown.ts";
import { identity, windowsIdentity } from "./desktop/identity.ts";
import { listenForSessionEnd } from "./desktop/session-end.ts";
import { setupIpc } from "./desktop/ipc.ts";
import { desktopKeys } from "./desktop/api-key.ts";
import { createLog } from "./desktop/log.ts";
import { timeZoneWarning } from "./lib/time-zone.ts";
import { followStartAtLogin } from "./desktop/follow-start-at-login.ts";
import { startedAtLogin, type LoginDeps } from "./desktop/start-at-login.ts";
import { applicationMenu, type MenuActions } from "./desktop/menu.ts";
import { linkOpener, setupNavigation } from "./desktop/navigation.ts";
import { denyEverything } from "./desktop/permissions.ts";
import { SleepBlocker, preventAppNap, setupPower } from "./desktop/power.ts";
import { setupCrashRecovery, setupRendererRecovery, startAgain } from "./desktop/crash-recovery.ts";
import { customScheme, setupScheme } from "./desktop/scheme.ts";
import { claimInstance } from "./desktop/single-instance.ts";
import { trayHostRegistered } from "./desktop/status-notifier.ts";
import { trayImage } from "./desktop/tray-image.ts";
import { AppTray } from "./desktop/tray.ts";
import { setupUpdates } from "./desktop/updates.ts";
import { AppWindow } from "./desktop/window.ts";
import { WindowPush } from "./desktop/window-push.ts";
import { networkAgent } from "./network/agent.ts";
import { Redactor } from "./lib/redaction.ts";

// First of all: whatever Chromium starts from here on inherits the environment.
const keyGiven = takeKey(process.env);
const here = import.meta.dirname;
const icon = (name: string): string => join(here, "icons", name);
const argv = process.argv.slice(app.isPackaged ? 1 : 2);
const options = readOptions(argv);
const devTools = !app.isPackaged;

if (process.platform === "win32") {
  const { name, appId, toastActivatorClsid } = windowsIdentity(app.isPackaged);
  app.setName(name);
  app.setAppUserModelId(appId);
  app.setToastActivatorCLSID(toastActivatorClsid);
} else app.setName(identity.name);
if (process.platform === "linux") app.setDesktopName(identity.desktopFile);
const dataDir = resolve(options.dataDir ?? defaultDataDir(process.platform, process.env, homedir()));
// Electron refuses a folder that is not there.
app.setPath("userData", makeChromiumFolder(dataDir));
const redactor = new Redactor();
redactor.add(keyGiven);
const log = createLog(join(dataDir, "logs", "pricebell.log"), () => clock.now().wallMs, redactor.redact);
setupCrashRecovery({
  process,
  app,
  folder: join(dataDir, "crashes"),
  clock,
  log,
  redact: redactor.redact,
  keyGiven,
  giveUp: tellStopped,
});

app.enableSandbox();
protocol.registerSchemesAsPrivileged([customScheme]);
// One link leads out of the page, the one that the chart's licence asks for: whatever else it wants to open stays closed.
setupNavigation(app, linkOpener(log));

/** True once a second start has asked for the window while this one was still starting. */
let askedFor = false;
let openWindow: () => void = () => (askedFor = true);
const first = claimInstance(app, { hidden: options.hidden }, ({ hidden }) => {
  if (!hidden) openWindow();
});
if (first) {
  // The AppImage's own start script adds it where the system forbids user namespaces; nobody else should.
  const zoneWarning = timeZoneWarning(process.env["TZ"], new Date().getTimezoneOffset());
  if (zoneWarning !== null) log(zoneWarning);
  if (process.argv.includes("--no-sandbox")) log("Chromium's sandbox is off: this start was given --no-sandbox.");
  // Not awaited: Electron becomes ready only after this module has been evaluated.
  void app.whenReady().then(run);
} else {
  log("Pricebell already runs on this data folder: its window is shown.");
  app.exit(0);
}

/** Everything that needs Electron to be ready. */
async function run(): Promise<void> {
  const wanted = app.getPreferredSystemLanguages();
  // Until the settings are read.
  takeLanguageFrom(() => languageFor("system", wanted));
  networkAgent.useSystemProxy((url) => session.defaultSession.resolveProxy(url));
  denyEverything(session.defaultSession, devTools, (what) => log(`Refused: ${what}.`));
  setupScheme(protocol, join(here, "..", "renderer"));
  // Read again in the language that is known by now: what is wrong with them is told to a person.
  const { venues } = readOptions(argv);
  if (!venues.ok) {
    log(venues.message);
    tellOptionRefused(venues.message);
    return app.exit(1);
  }

  const channel = createDesktopChannel({ clock, icon: icon("app.png"), onOpenApp: () => openWindow() });
  const started = await startApp({
    version: app.getVersion(),
    host: "electron",
    dataDir,
    clock,
    ...desktopKeys(keyGiven, { safeStorage, clock, dataDir, log }),
    programDialogs,
    redactor,
    desktop: channel,
    systemLanguages: wanted,
    fixedVenues: venues.fixed,
    symbols: venues.symbols,
  });
  if (!started.ok) {
    log(started.error.message);
    const next = await explainStartFailure(started.error, { dialog, dataDir, nowMs: () => clock.now().wallMs });
    if (next === "start-again") startAgain(app, keyGiven);
    app.exit(next === "quit" ? 1 : 0);
    return;
  }
  present(started.value);
}

/** Window, tray and everything around them, on an app that runs. */
function present(pricebell: App): void {
  let quitting = false;
  const bridge = createBridge(pricebell, {
    clock,
    onBug: (error) =>
      log(`A push went wrong: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  });
  const registrar = createRegistrar(bridge.handlers, { onBug: (call, text) => log(`${call} went wrong: ${text}`) });

  const actions: MenuActions = {
    open: () => window.show(),
    openRule: (ruleId) => pricebell.openAsked.emit({ eventId: null, ruleId }),
    pauseAll: (forMs) => void pricebell.rules.pauseAll(forMs),
    quit: () => app.quit(),
  };
  const tray = new AppTray({
    create: (image) => new Tray(image),
    image: (iconState) => trayImage(icon, iconState),
    buildMenu: (template) => Menu.buildFromTemplate(template),
    actions,
    clickOpens: process.platform !== "darwin",
    hostRegistered: trayHostRegistered,
  });
  const window = new AppWindow({
    create: (windowOptions) => new BrowserWindow(windowOptions),
    screens: () => screen.getAllDisplays().map((display) => display.workArea),
    preload: join(here, "..", "preload", "index.cjs"),
    devTools,
    icon: process.platform === "linux" ? icon("app.png") : null,
    stateFile: join(dataDir, "window.json"),
    onClose: () => (quitting ? "close" : tray.available || process.platform === "darwin" ? "hide" : "minimise"),
    explainClose: (_window, action) => void explainClose(action),
    onOpened: (opened) => feed.attach(opened),
    onLoadFailed: (why) => log(`The page did not load: ${why}`),
  });
  const feed = new WindowPush({
    publisher: bridge.publisher,
    showWindow: () => window.show(),
    snapshot: () => pricebell.market.snapshot(),
    onGone: (clientId) => bridge.removeClient(clientId),
  });
  openWindow = () => window.show();

  setupIpc({
    contents: () => window.current?.webContents ?? null,
    async call(name, input) {
      const answer = await registrar.call(name, input, { clientId: feed.clientId });
      feed.called();
      return answer;
    },
    log,
  });
  const setMenu = (): void =>
    Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(process.platform, devTools, actions)));
  setMenu();
  setupRendererRecovery({
    app,
    clock,
    recreate() {
      // At a shutdown the system may end the page's process before ours: a window made now would keep the app from quitting.
      if (!quitting) window.recreate();
    },
    onGivenUp: (reason) => {
      log("The window's page has ended too often; it is opened again on request.");
      window.drop();
      void tellWindowGivenUp(reason);
    },
    log,
  });
  setupPower({
    powerMonitor,
    onSuspend: () => log("The computer goes to sleep."),
    onResume() {
      log("The computer woke up.");
      pricebell.wake();
    },
  });

  // From the sources it would be the bare Electron's own setting, for every app that runs in one.
  if (process.platform === "darwin" && app.isPackaged) preventAppNap(systemPreferences);
  const trayUpdates = keepTrayCurrent({
    pricebell,
    clock,
    tray,
    sleepBlocker: new SleepBlocker(powerSaveBlocker),
    badge: process.platform === "win32" ? null : app,
  });

  const login: LoginDeps = {
    app,
    platform: process.platform,
    env: process.env,
    home: homedir(),
    execPath: process.execPath,
  };
  pricebell.settings.changed.listen(({ before, now }) => {
    if (before.language === now.language) return;
    setMenu();
    trayUpdates.refresh();
  });
  followStartAtLogin(pricebell.settings, login);
  setupUpdates({ clock, app, log, tell: tellRelease });

  app.on("activate", () => window.show());
  // Alerts go on without a window; only Quit ends the app.
  app.on("window-all-closed", () => undefined);
  const endInOrder = setupShutdown({
    app,
    clock,
    onQuitting() {
      quitting = true;
      window.remember();
    },
    release() {
      trayUpdates.stop();
      tray.destroy();
      bridge.stop();
    },
    stop: () => pricebell.stop(),
    log,
  });

  listenForSessionEnd({
    platform: process.platform,
    create: (windowOptions) => new BaseWindow(windowOptions),
    onEnd: endInOrder,
  });

  trayUpdates.refresh();
  void trayUpdates.refreshHost().then(() => {
    // Hidden where nothing could bring it back would be an app that cannot be found.
    const findable = tray.available || process.platform === "darwin";
    const hidden = !askedFor && (options.hidden || startedAtLogin(login)) && findable;
    if (!hidden) window.show();
  });
}
