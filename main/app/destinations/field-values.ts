/** What a person enters for a destination, checked against the fields that its channel describes. */
import { createHash } from "node:crypto";
import type { ChannelView } from "../../../preload/contract/destination.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { fail, ok, type Result } from "../../../preload/contract/result.ts";
import type { ChannelField, FieldValues, RemoteChannelKind } from "../../delivery/channels/remote-channel.ts";

/** Fields as they were entered, those that are no secret apart from those that are. */
export interface EnteredFields {
  readonly values: FieldValues;
  readonly secrets: FieldValues;
}

/** A channel as a window is shown it. `commands`: those that the command line of this run lets destinations start. */
export function describeChannel(
  { id, label, summary, fields, abilities }: RemoteChannelKind,
  commands: readonly string[],
): ChannelView {
  const allowed = commands.map((value) => ({ value, label: value }));
  return {
    id,
    label,
    summary,
    fields: fields.map(({ choices, bindsSecrets: _, ...field }) => ({
      ...field,
      isSeldomNeeded: field.isSeldomNeeded === true,
      choices: field.kind === "file" ? allowed : (choices ?? []).map((choice) => ({ ...choice })),
    })),
    abilities: { ...abilities, answers: [...abilities.answers] },
  };
}

/** Splits what was entered; refuses what the channel has no field for and what no such field can hold. */
export function readFields(kind: RemoteChannelKind, given: FieldValues): Result<EnteredFields> {
  const values: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const [id, text] of Object.entries(given)) {
    const field = kind.fields.find((each) => each.id === id);
    if (field === undefined) {
      const known = kind.fields.map((each) => each.id).join(", ");
      return fail("settings-invalid", message("destination.no-field", { field: id, known }), `fields.${id}`);
    }
    const value = field.kind === "text" && !field.isSecret ? text : text.trim();
    const refusal = refusalOf(field, value);
    if (refusal !== null) return fail("settings-invalid", refusal, `fields.${id}`);
    (field.isSecret ? secrets : values)[id] = value;
  }
  return ok({ values, secrets });
}

/** Every field of the channel, presets where nothing was entered. */
export function withPresets(kind: RemoteChannelKind, entered: EnteredFields): FieldValues {
  return Object.fromEntries(
    kind.fields.map(({ id, isSecret, preset }) => {
      const value = (isSecret ? entered.secrets : entered.values)[id] ?? "";
      return [id, value === "" ? preset : value];
    }),
  );
}

/** The first that is needed and not there; null where none is missing. */
export function missingField(kind: RemoteChannelKind, values: FieldValues): ChannelField | null {
  return kind.fields.find(({ id, isRequired }) => isRequired && (values[id] ?? "") === "") ?? null;
}

/** What secrets are bound to: where and how they are sent, as far as that is set. */
export function bindingOf(kind: RemoteChannelKind, values: FieldValues): FieldValues {
  const binding = kind.fields.filter((field) => !field.isSecret && (field.bindsSecrets ?? field.kind === "url"));
  return Object.fromEntries(
    binding.map(({ id, preset }) => [id, boundText((values[id] ?? "") === "" ? preset : (values[id] ?? ""))]),
  );
}

/** It is kept with each secret, and where keys are kept there is room for a few words only. */
const longestBoundText = 200;

/** A text as it stands; of a longer one (certificates) its hash, whatever its lines: a form with one line gives them back without. */
function boundText(text: string): string {
  if (text.length <= longestBoundText) return text;
  return `sha256:${createHash("sha256").update(text.replace(/\s+/g, "")).digest("hex")}`;
}

function refusalOf(field: ChannelField, value: string): string | null {
  if (value === "") return null;
  const { label } = field;
  if (value.length > field.maxLength) return message("destination.field-long", { field: label, most: field.maxLength });
  if (field.kind === "number" && !/^\d{1,9}$/.test(value)) return message("destination.field-number", { field: label });
  const choices = field.kind === "flag" ? ["true", "false"] : field.choices?.map((choice) => choice.value);
  return choices?.includes(value) === false
    ? message("destination.field-choice", { field: label, values: choices.join(", ") })
    : null;
}
