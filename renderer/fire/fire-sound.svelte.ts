/** The sound of an alert that fires, made of tones: no file has to be fetched, and none to be trusted. */
import type { Settings } from "../../preload/contract/settings.ts";

type Sound = Exclude<Settings["fireSound"], "off">;

/** Hertz, one after the other. */
const tones: Record<Sound, readonly number[]> = { bell: [880], chime: [659.25, 987.77] };
const toneSeconds = 0.22;
const fadeSeconds = 0.9;
const loudness = 0.18;

export class FireSound {
  /** The browser plays nothing before somebody has touched the page. */
  isBlocked = $state(false);
  #context: AudioContext | null = null;

  /** Called where a sound is chosen: whether it would be heard is known before it is needed. */
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

  play(sound: Settings["fireSound"]): void {
    if (sound === "off") return;
    this.prepare();
    const context = this.#context;
    if (context === null || context.state !== "running") return;
    tones[sound].forEach((frequency, index) => {
      const at = context.currentTime + index * toneSeconds;
      const oscillator = new OscillatorNode(context, { type: "sine", frequency });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(loudness, at + 0.01);
      gain.gain.exponentialRampToValueAtTime(0.001, at + fadeSeconds);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(at);
      oscillator.stop(at + fadeSeconds);
    });
  }

  #look(): void {
    this.isBlocked = this.#context?.state === "suspended";
  }
}
