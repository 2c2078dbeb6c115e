/** Services outside that tell a person when Pricebell itself has stopped: the ping, and the message that waits at an ntfy server. */
import { message } from "../../preload/contract/messages/message.ts";
import { fail } from "../../preload/contract/result.ts";
import { ntfy } from "../delivery/channels/ntfy/index.ts";
import { ntfyServerOf } from "../delivery/channels/ntfy/server.ts";
import { networkAgent } from "../network/agent.ts";
import type { AppOptions } from "./app-interface.ts";
import type { AppSignals } from "./app-signals.ts";
import { BeatTroubleNotifier } from "./dead-man-switch/beat-trouble-notifier.ts";
import { DeadManSwitchService } from "./dead-man-switch/dead-man-switch.ts";
import { PingAddressStore } from "./dead-man-switch/ping-address-store.ts";
import { Pinger } from "./dead-man-switch/pinger.ts";
import { putOffEveryMs, StoppedMessage, type StoppedMessageTarget } from "./dead-man-switch/stopped-message.ts";
import { testPeriodMs } from "./dead-man-switch/test-period.ts";
import type { Delivery } from "./wire-delivery.ts";
import type { Health } from "./wire-health.ts";
import type { Storage } from "./wire-storage.ts";

/** Not started. From its start on it checks whenever the app's health is checked. */
export async function wireDeadManSwitch(
  { clock, redactor, pingAddress = null }: AppOptions,
  { store, settings, destinationList, secrets }: Storage,
  { destinations, notices }: Delivery,
  { monitor }: Health,
  { signals }: { readonly signals: AppSignals },
): Promise<DeadManSwitchService> {
  const address = new PingAddressStore(secrets, redactor, () => settings.current.pingForm, pingAddress);
  await address.load();
  const found = store.destinations.installationId();
  const installationId = found.ok ? found.value : "00000000";
  const target = (): StoppedMessageTarget | null => {
    const id = settings.current.stoppedMessageAt;
    if (id === null) return null;
    const known = destinationList.get(id);
    if (known?.kind?.id !== ntfy.id || !known.stored.isOn) return { problem: message("stopped-message.gone") };
    const checked = ntfy.check(known.values);
    if (!checked.ok || known.secretsToEnterAgain.length > 0) return { problem: message("stopped-message.gone") };
    return { server: ntfyServerOf(known.values, installationId) };
  };
  const notifier = new BeatTroubleNotifier((shown) => notices.onDesktop(shown));
  const shared = { clock, agent: networkAgent, health: () => monitor.current };
  const pinger: Pinger = new Pinger({
    ...shared,
    formatOutsideText: redactor.formatOutsideText,
    address: () => address.current,
    periodMs: () => testPeriodMs ?? settings.current.pingPeriodMs,
    changed() {
      notifier.update("ping", pinger.state);
      signals.feedChanged.emit();
    },
  });
  const stoppedMessage: StoppedMessage = new StoppedMessage({
    ...shared,
    target,
    installationId,
    putOffEveryMs: testPeriodMs ?? putOffEveryMs,
    changed() {
      notifier.update("stopped-message", stoppedMessage.state);
      signals.feedChanged.emit();
    },
  });
  settings.checks.push(({ stoppedMessageAt: id }) =>
    id == null || destinationList.get(id)?.kind?.id === ntfy.id
      ? null
      : fail("settings-invalid", message("stopped-message.not-ntfy"), "stoppedMessageAt"),
  );
  const service = new DeadManSwitchService({
    address,
    pinger,
    stoppedMessage,
    hasStoppedMessage: () => settings.current.stoppedMessageAt !== null,
  });
  settings.changed.listen(({ before, now }) => {
    if (before.pingForm !== now.pingForm) pinger.begin();
    if (before.stoppedMessageAt !== now.stoppedMessageAt) stoppedMessage.begin();
  });
  destinations.reconfigured.listen(() => stoppedMessage.begin());
  monitor.checked.listen(() => service.check());
  return service;
}
