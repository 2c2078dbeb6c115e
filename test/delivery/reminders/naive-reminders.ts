/**
 * Reminders once more, as plainly as can be: a second at a time, with counters instead of moments. What the app's own are compared with.
 */
export interface NaiveRules {
  readonly repeatsAfterS: Readonly<Record<string, number>>;
  readonly escalatesAfterS: number | null;
  readonly escalatesTo: string;
}

interface At {
  times: number;
  isWaiting: boolean;
  /** Since it was last told. */
  elapsedS: number;
  toldWallMs: number;
}

interface Alert {
  readonly name: string;
  readonly firedWallMs: number;
  sinceFiredS: number;
  isAcknowledged: boolean;
  isEscalated: boolean;
  readonly at: Map<string, At>;
}

export class NaiveReminders {
  /** `second destination alert times`, in the order in which they were told. */
  readonly told: string[] = [];
  readonly #rules: NaiveRules;
  readonly #alerts: Alert[] = [];
  readonly #away = new Set<string>();
  #second = 0;

  constructor(rules: NaiveRules) {
    this.#rules = rules;
  }

  fire(name: string, destinations: readonly string[], wallMs: number): void {
    const alert: Alert = {
      name,
      firedWallMs: wallMs,
      sinceFiredS: 0,
      isAcknowledged: false,
      isEscalated: false,
      at: new Map(),
    };
    this.#alerts.push(alert);
    for (const destination of destinations) this.#tell(alert, destination, wallMs);
  }

  acknowledge(name: string): void {
    for (const alert of this.#alerts) if (alert.name === name) alert.isAcknowledged = true;
  }

  away(destination: string, isAway: boolean, wallMs: number): void {
    if (isAway) this.#away.add(destination);
    else this.#away.delete(destination);
    for (const alert of this.#alerts) {
      const at = alert.at.get(destination);
      if (at?.isWaiting === true && !alert.isAcknowledged) this.#hear(alert, destination, at, wallMs);
    }
  }

  second(wallMs: number): void {
    this.#second += 1;
    for (const alert of this.#alerts) {
      alert.sinceFiredS += 1;
      for (const at of alert.at.values()) at.elapsedS += 1;
    }
    this.look(wallMs);
  }

  /** Counters are gone; what is written down is when things happened, by a clock that may have been set. */
  restart(wallMs: number): void {
    const since = (thenMs: number): number => Math.max(0, (wallMs - thenMs) / 1_000);
    for (const alert of this.#alerts) {
      alert.sinceFiredS = since(alert.firedWallMs);
      for (const at of alert.at.values()) at.elapsedS = since(at.toldWallMs);
    }
    this.look(wallMs);
  }

  look(wallMs: number): void {
    const { repeatsAfterS, escalatesAfterS, escalatesTo } = this.#rules;
    const open = this.#alerts.filter(({ isAcknowledged }) => !isAcknowledged);
    const mayRepeat = (at: At | undefined): at is At => at !== undefined && !at.isWaiting && at.times < 12;
    const repeated = Object.entries(repeatsAfterS).filter(([destination, afterS]) =>
      open.some(({ at }) => {
        const here = at.get(destination);
        return mayRepeat(here) && here.elapsedS >= afterS;
      }),
    );
    for (const alert of open) {
      for (const [destination, afterS] of repeated) {
        const here = alert.at.get(destination);
        if (mayRepeat(here) && here.elapsedS > afterS - 10) this.#tell(alert, destination, wallMs);
      }
      if (escalatesAfterS === null || alert.isEscalated || alert.sinceFiredS < escalatesAfterS) continue;
      alert.isEscalated = true;
      if (!alert.at.has(escalatesTo)) this.#tell(alert, escalatesTo, wallMs);
    }
  }

  #tell(alert: Alert, destination: string, wallMs: number): void {
    const at = alert.at.get(destination) ?? { times: 0, isWaiting: false, elapsedS: 0, toldWallMs: wallMs };
    alert.at.set(destination, at);
    at.times += 1;
    at.isWaiting = true;
    this.#hear(alert, destination, at, wallMs);
  }

  #hear(alert: Alert, destination: string, at: At, wallMs: number): void {
    if (this.#away.has(destination)) return;
    at.isWaiting = false;
    at.elapsedS = 0;
    at.toldWallMs = wallMs;
    this.told.push(`${this.#second} ${destination} ${alert.name} ${at.times}`);
  }
}
