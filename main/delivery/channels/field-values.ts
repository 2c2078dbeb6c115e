/** What the fields of channels have in common: an address, an authority, and what makes one wrong. */
import { X509Certificate } from "node:crypto";
import { message } from "../../../preload/contract/messages/message.ts";
import { fail, type Refused } from "../../../preload/contract/result.ts";
import type { ChannelField, FieldValues } from "./remote-channel.ts";

/** Longest PEM that is taken: a few certificates. */
const maxPemLength = 16_000;

/** A field with what most have: one line of text, optional, no secret. */
export function field(
  id: string,
  label: string,
  rest: Partial<Omit<ChannelField, "id" | "label">> & { readonly help: string | null },
): ChannelField {
  return { id, label, kind: "text", isSecret: false, isRequired: false, preset: "", maxLength: 200, ...rest };
}

export function valueOf(values: FieldValues, id: string): string {
  return (values[id] ?? "").trim();
}

/** A refusal that names its field. */
export function badField(id: string, words: string): Refused {
  return fail("request-invalid", words, `fields.${id}`);
}

/** The first required field without a value, as a refusal. */
export function missingField(fields: readonly ChannelField[], values: FieldValues): Refused | null {
  const missing = fields.find(({ id, isRequired }) => isRequired && valueOf(values, id) === "");
  return missing === undefined ? null : badField(missing.id, message("field.missing"));
}

/** What is wrong with an address that a person typed; null: nothing that shows before it is resolved. */
export function addressProblem(address: string, allowsQuery = false): string | null {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "") return message("field.address-invalid");
  if (url.username !== "" || url.password !== "") return message("field.address-login");
  if (!allowsQuery && (url.search !== "" || url.hash !== "")) return message("field.address-query");
  return null;
}

export function authorityField(): ChannelField {
  return field("authority", message("field.authority"), {
    help: message("field.authority-help"),
    isSeldomNeeded: true,
    // Whoever names the authority can be the server: what is secret would go to them.
    bindsSecrets: true,
    maxLength: maxPemLength,
  });
}

/** The certificate of `authority`, its lines made anew: pasted into a line of text it has lost them. Empty: none; null: no such thing. */
export function authorityOf(values: FieldValues): string | null {
  const given = valueOf(values, "authority");
  if (given === "") return "";
  const blocks = [...given.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)];
  const written = blocks.map(([, base64 = ""]) => {
    const lines = base64.replace(/\s+/g, "").match(/.{1,64}/g) ?? [];
    return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
  });
  try {
    for (const pem of written) void new X509Certificate(pem);
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
  return written.length === 0 ? null : written.join("");
}
