/** Why a destination cannot be opened, and what to do; null where it can. */
import { message } from "../../../preload/contract/messages/message.ts";
import type { KnownDestination } from "./destination-list.ts";
import { missingField } from "./field-values.ts";

export function formatUnusable({
  kind,
  values,
  secretsToEnterAgain,
}: Pick<KnownDestination, "kind" | "values" | "secretsToEnterAgain">): string | null {
  if (kind === null) return message("destination.gone");
  const labelOf = (id: string): string => kind.fields.find((field) => field.id === id)?.label ?? id;
  if (secretsToEnterAgain.length > 0)
    return message("destination.enter-again", { fields: secretsToEnterAgain.map(labelOf).join(", ") });
  const missing = missingField(kind, values);
  if (missing !== null) return message("destination.missing", { field: missing.label });
  const checked = kind.check(values);
  return checked.ok ? null : checked.error.message;
}
