/** Every channel with what takes its messages, whatever it speaks: what is asked of all of them is asked here. */
import type { RemoteChannelHost } from "../../../../main/delivery/channels/remote-channel.ts";
import type { Clock } from "../../../../main/lib/clock.ts";
import type { ServiceRequest } from "../../../doubles/services/service-server.ts";
import { hostWith, type Setup, type Subject } from "./subject.ts";
import { mailPlace } from "./places/mail.ts";
import { programPlace } from "./places/program.ts";
import { soundPlace } from "./places/sound.ts";
import { subjects } from "./subjects/index.ts";

export interface RunningPlace {
  readonly setup: Setup;
  /** `http://127.0.0.1:PORT` of a service whose address is built into its channel; elsewhere "". */
  readonly origin: string;
  readonly host: (clock: Clock) => RemoteChannelHost;
  /** How often it was asked to take something. */
  readonly asked: () => number;
  /** What people see or hear of what arrived, in order. */
  readonly shown: () => readonly string[];
  /** How many people were called by a mention. */
  readonly pings: () => number;
  /** A sound is heard that another process asked for. */
  readonly hear?: () => void;
  readonly stop: () => Promise<void>;
}

export interface Place {
  readonly name: string;
  readonly start: () => Promise<RunningPlace>;
  /** Null: it takes no text. */
  readonly longest: Subject["longest"] | null;
}

/** Telegram is polled and ntfy's stream is read from the beginning, whether there is anything to send or not. */
const isListening = ({ method, path }: ServiceRequest): boolean => method === "GET" || path.endsWith("/getUpdates");

const placeOf = ({ name, start, longest }: Subject): Place => ({
  name,
  longest,
  async start() {
    const running = await start();
    const { server, at, shown, pings, stop } = running;
    const { origin } = server;
    const asked = (): number => server.requests.filter((request) => !isListening(request)).length;
    return { setup: at(origin), origin, host: hostWith, asked, shown, pings, stop };
  },
});

/** Each channel of the list, and each server of one that behaves in a way of its own. */
export const places: readonly Place[] = [...subjects.map(placeOf), mailPlace, programPlace, soundPlace];
