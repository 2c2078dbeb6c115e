/** Sounds of alerts, made of tones: no file has to be fetched, and none to be trusted. */
import type { DestinationSound, RuleSound } from "../../preload/contract/destination.ts";

interface Tones {
  /** Hertz, one after the other. */
  readonly frequencies: readonly number[];
  readonly everySeconds: number;
  readonly fadeSeconds: number;
}

const tones: Record<DestinationSound, Tones> = {
  bell: { frequencies: [880], everySeconds: 0.22, fadeSeconds: 0.9 },
  chime: { frequencies: [659.25, 987.77], everySeconds: 0.22, fadeSeconds: 0.9 },
  alarm: { frequencies: [880, 660, 880, 660, 880, 660], everySeconds: 0.3, fadeSeconds: 0.28 },
};

/** The longest sound and as much again; a context that has not played it by then stands still. Milliseconds. */
const playedWithinMs = 4_000;
/** At full volume; tones overlap, and their sum must not clip. */
const fullGain = 0.45;
/** Of a sound that the window plays because an alert fired. */
const settingVolume = 0.4;

export class FireSound {
  /** The browser plays nothing before somebody has touched the page. */
  isBlocked = $state(false);
  #context: AudioContext | null = null;

  /** Called where a sound may be wanted: whether it would be heard is known before it is needed. */
  prepare(): void {
    this.#context ??= new AudioContext();
    this.#look();
    this.#context.onstatechange = () => this.#look();
  }

  /** Called by a click, which is what a browser asks for. */
  async enable(): Promise<void> {
    await this.#context?.resume();
    this.#look();
  }

  /** The sound of an alert that fired, at the volume of this window. */
  play(sound: RuleSound): void {
    if (sound !== "off") void this.playToEnd(sound, settingVolume);
  }

  /** True once the sound was played to its end; false where the browser did not let it. `volume`: 0 to 1. */
  async playToEnd(sound: DestinationSound, volume: number): Promise<boolean> {
    this.prepare();
    const context = this.#context;
    if (context === null || context.state !== "running") return false;
    const { frequencies, everySeconds, fadeSeconds } = tones[sound];
    const ended = frequencies.map((frequency, index) => {
      const at = context.currentTime + index * everySeconds;
      const oscillator = new OscillatorNode(context, { type: "sine", frequency });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(fullGain * volume, at + 0.01);
      gain.gain.exponentialRampToValueAtTime(0.001, at + fadeSeconds);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(at);
      oscillator.stop(at + fadeSeconds);
      return new Promise<true>((resolve) => (oscillator.onended = () => resolve(true)));
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stood = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), playedWithinMs)));
    const isPlayed = await Promise.race([Promise.all(ended).then(() => true), stood]);
    clearTimeout(timer);
    return isPlayed;
  }

  #look(): void {
    this.isBlocked = this.#context?.state === "suspended";
  }
}
