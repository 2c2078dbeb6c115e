/**
 * The library's time scale counts in UTC, and shifting times would make one hour twice where clocks go back. Here candles keep their
 * times, and only the weight of each mark (a day, an hour) is worked out by local time: a day's mark stands at local midnight.
 */
import {
  defaultHorzScaleBehavior,
  type TickMarkType,
  type TickMarkWeightValue,
  type Time,
  type TimeMark,
  type TimeScalePoint,
} from "lightweight-charts";

type Points = readonly { -readonly [P in keyof TimeScalePoint]: TimeScalePoint[P] }[];

const hourMs = 3_600_000;

/** What local time is ahead of UTC, milliseconds. Asked of the system once an hour of data: each question costs. */
export class LocalOffset {
  readonly #byHour = new Map<number, number>();

  at(ms: number): number {
    // Zones that change their clocks do so at a quarter of an hour, at least.
    const quarter = Math.floor(ms / (hourMs / 4));
    let offset = this.#byHour.get(quarter);
    if (offset === undefined) {
      offset = -new Date(ms).getTimezoneOffset() * 60_000;
      if (this.#byHour.size > 20_000) this.#byHour.clear();
      this.#byHour.set(quarter, offset);
    }
    return offset;
  }
}

export class LocalTimeScale extends defaultHorzScaleBehavior() {
  readonly #offset = new LocalOffset();

  /** Asked with the marks that are about to be drawn: each is moved into the axis where its words would else be cut off at its end. */
  override maxTickMarkWeight(marks: TimeMark[]): TickMarkWeightValue {
    for (const mark of marks) mark.needAlignCoordinate = true;
    return super.maxTickMarkWeight(marks);
  }

  override fillWeightsForPoints(points: Points, startIndex: number): void {
    const local = points.map((point) => {
      const seconds = Number(point.originalTime);
      const shifted = seconds + this.#offset.at(seconds * 1_000) / 1_000;
      return { ...point, time: this.convertHorzItemToInternal(shifted as Time) };
    });
    super.fillWeightsForPoints(local, startIndex);
    points.forEach((point, at) => {
      point.timeWeight = (local[at] as (typeof local)[number]).timeWeight;
    });
  }
}

/** Words of the time axis and of the crosshair, in local time. */
export class LocalTimeFormat {
  readonly #year: Intl.DateTimeFormat;
  readonly #month: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #moment: Intl.DateTimeFormat;

  constructor(locale: string | undefined) {
    const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
      new Intl.DateTimeFormat(locale, options);
    this.#year = format({ year: "numeric" });
    this.#month = format({ month: "short" });
    this.#day = format({ day: "numeric", month: "short" });
    // 24 hours, as everywhere else in the window.
    const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    this.#time = format(time);
    this.#moment = format({ weekday: "short", day: "numeric", month: "short", ...time });
  }

  mark(ms: number, kind: TickMarkType): string {
    // The library's own numbers: year, month, day, time, time with seconds.
    const format = [this.#year, this.#month, this.#day][kind as number] ?? this.#time;
    return format.format(ms);
  }

  moment(ms: number): string {
    return this.#moment.format(ms);
  }
}
