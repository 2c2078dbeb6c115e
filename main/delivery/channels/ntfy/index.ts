/** ntfy: push messages to a phone through ntfy.sh or an own server, with buttons to answer by. */
import { message } from "../../../../preload/contract/messages/message.ts";
import { ok } from "../../../../preload/contract/result.ts";
import {
  addressProblem,
  authorityField,
  authorityOf,
  badField,
  field,
  missingField,
  valueOf,
} from "../field-values.ts";
import type { ChannelField, RemoteChannel, RemoteChannelKind } from "../remote-channel.ts";
import { answers } from "./answers.ts";
import { listenToNtfy } from "./listen.ts";
import { dismiss, publish } from "./send.ts";
import { basicLoginOf, ntfyServerOf } from "./server.ts";

const fields = (): readonly ChannelField[] => [
  field("server", message("ntfy.server"), {
    help: message("ntfy.server-help"),
    kind: "url",
    preset: "https://ntfy.sh",
    isRequired: true,
  }),
  field("topic", message("ntfy.topic"), {
    help: message("ntfy.topic-help"),
    isSecret: true,
    isRequired: true,
    maxLength: 64,
  }),
  field("token", message("ntfy.token"), { help: message("ntfy.token-help"), isSecret: true }),
  field("user", message("ntfy.user"), { help: message("ntfy.user-help"), isSeldomNeeded: true }),
  field("password", message("ntfy.password"), { help: null, isSecret: true, isSeldomNeeded: true }),
  authorityField(),
];

export const ntfy: RemoteChannelKind = {
  id: "ntfy",
  get label() {
    return message("ntfy.label");
  },
  get summary() {
    return message("ntfy.summary");
  },
  get fields() {
    return fields();
  },
  abilities: { canReplace: true, dropsRepeats: true, canClear: true, answers, repeatsCritical: false },
  // The server allows 60 at once and then one every 5 s, and bans an address that goes on after a 429.
  limits: [
    { messages: 30, withinMs: 60_000 },
    { messages: 60, withinMs: 300_000 },
  ],
  check(values) {
    const missing = missingField(fields(), values);
    if (missing !== null) return missing;
    const address = addressProblem(valueOf(values, "server"));
    if (address !== null) return badField("server", address);
    const topic = valueOf(values, "topic");
    if (!/^[-_A-Za-z0-9]{1,64}$/.test(topic)) return badField("topic", message("ntfy.topic-invalid"));
    if (/^up.{12}$/.test(topic)) return badField("topic", message("ntfy.topic-reserved"));
    if (valueOf(values, "user") !== "" && valueOf(values, "password") === "")
      return badField("password", message("ntfy.password-missing"));
    if (authorityOf(values) === null) return badField("authority", message("field.authority-invalid"));
    return ok(null);
  },
  secretsOf(values) {
    const texts = [...["topic", "token", "password"].map((id) => valueOf(values, id)), basicLoginOf(values) ?? ""];
    return texts.filter((text) => text !== "");
  },
  open(values, host): RemoteChannel {
    const server = ntfyServerOf(values, host.installationId);
    let isOldServer = false;
    return {
      async send(message, signal) {
        // Whoever tests a destination may have updated the server.
        if (!isOldServer || message.topic === "test") {
          const outcome = await publish(message, "path", server, host, signal);
          isOldServer = outcome.kind === "refused" && outcome.code === "server-too-old";
          if (!isOldServer) return outcome;
        }
        return publish(message, "plain", server, host, signal);
      },
      clear: ({ id }, signal) => dismiss(id, server, host, signal),
      listen: (onAnswer, trouble) => listenToNtfy(server, host, onAnswer, trouble),
      close: () => undefined,
    };
  },
};
