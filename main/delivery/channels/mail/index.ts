/** E-mail by SMTP, to one address. The library is nodemailer: SMTP's many servers are what it has been made for, and it needs no other. */
import { message as words } from "../../../../preload/contract/messages/message.ts";
import { ok } from "../../../../preload/contract/result.ts";
import { authorityField, authorityOf, badField, field, missingField, valueOf } from "../field-values.ts";
import type { ChannelField, FieldValues, RemoteChannelKind } from "../remote-channel.ts";
import { mailSecrets, sendMail } from "./send.ts";

/** One mailbox, without a name beside it: nothing in it can be read as a second one, or as a header. */
const address = /^[^\s@<>,;:"()[\]\\]{1,64}@(?:[A-Za-z0-9\u00a1-\uffff-]{1,63}\.)*[A-Za-z0-9\u00a1-\uffff-]{1,63}$/;

const fields = (): readonly ChannelField[] => [
  field("server", words("mail.server"), { help: words("mail.server-help"), isRequired: true, bindsSecrets: true }),
  field("security", words("mail.security"), {
    help: words("mail.security-help"),
    kind: "choice",
    preset: "tls",
    // Without encryption whoever is on the way reads the password.
    bindsSecrets: true,
    choices: [
      { value: "tls", label: words("mail.tls") },
      { value: "starttls", label: words("mail.starttls") },
      { value: "none", label: words("mail.no-tls") },
    ],
  }),
  field("port", words("mail.port"), {
    help: words("mail.port-help"),
    kind: "number",
    preset: "465",
    maxLength: 5,
    // Another program on the same computer may listen there.
    bindsSecrets: true,
  }),
  field("user", words("mail.user"), { help: words("mail.user-help") }),
  field("password", words("mail.password"), { help: words("mail.password-help"), isSecret: true }),
  field("from", words("mail.from"), { help: words("mail.from-help"), kind: "email", isRequired: true }),
  field("to", words("mail.to"), { help: words("mail.to-help"), kind: "email", isRequired: true }),
  authorityField(),
];

function problemOf(values: FieldValues): readonly [string, string] | null {
  if (!/^[A-Za-z0-9.:\u00a1-\uffff-]{1,253}$/.test(valueOf(values, "server")))
    return ["server", words("mail.server-invalid")];
  if (!/^(?:tls|starttls|none)$/.test(valueOf(values, "security"))) return ["security", words("field.missing")];
  const port = Number(valueOf(values, "port"));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return ["port", words("mail.port-invalid")];
  if (valueOf(values, "user") !== "" && valueOf(values, "password") === "")
    return ["password", words("mail.password-missing")];
  for (const id of ["from", "to"]) if (!address.test(valueOf(values, id))) return [id, words("mail.address-invalid")];
  return authorityOf(values) === null ? ["authority", words("field.authority-invalid")] : null;
}

export const mail: RemoteChannelKind = {
  id: "mail",
  get label() {
    return words("mail.label");
  },
  get summary() {
    return words("mail.summary");
  },
  get fields() {
    return fields();
  },
  // A second mail with the same Message-ID is folded into the first by most mailboxes.
  abilities: { canReplace: false, dropsRepeats: true, canClear: false, answers: [], repeatsCritical: false },
  // What mail providers take from a person in an hour; more is taken for spam.
  limits: [
    { messages: 5, withinMs: 10_000 },
    { messages: 100, withinMs: 3_600_000 },
  ],
  check(values) {
    const missing = missingField(fields(), values);
    if (missing !== null) return missing;
    const problem = problemOf(values);
    return problem === null ? ok(null) : badField(...problem);
  },
  secretsOf: mailSecrets,
  open: (values, host) => ({
    send: (message, signal) => sendMail(message, values, host, signal),
    close: () => undefined,
  }),
};
