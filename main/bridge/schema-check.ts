/** Payloads against the contract's schemas, compiled at their first use, with refusals that name the field. */
import { message as text } from "../../preload/contract/messages/message.ts";
import type * as Type from "typebox";
import { Compile } from "typebox/compile";
import { fail, type Failure } from "../../preload/contract/result.ts";

/** Null where the value fits; else the failure `request-invalid` with the dotted path of the field at fault. */
export type Check = (value: unknown) => { ok: false; error: Failure } | null;

/** A check for one schema. Compiling costs about 0.4 ms, so it waits for the first value. */
export function checkAgainst(schema: Type.TSchema): Check {
  let validator: ReturnType<typeof Compile> | null = null;
  return (value) => {
    validator ??= Compile(schema);
    if (validator.Check(value)) return null;
    const { path, fault } = nearestFault(validator.Errors(value));
    const field = path.join(".");
    return field === ""
      ? fail("request-invalid", describeRequest(fault))
      : fail("request-invalid", describeField(field, fault), field);
  };
}

interface Fault {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
}

/**
 * The deepest fault says most: a union reports those of each of its branches and one of itself. Among equally deep ones, a value
 * that is not as its field wants it says more than a field that another branch would have.
 */
function nearestFault(faults: readonly Fault[]): { path: readonly string[]; fault: Fault | null } {
  let best: { path: readonly string[]; fault: Fault | null } = { path: [], fault: null };
  for (const fault of faults) {
    const path = pathOf(fault);
    const isDeeper = path.length > best.path.length;
    const isTelling =
      path.length === best.path.length && (best.fault === null || tellingOf(fault) > tellingOf(best.fault));
    if (isDeeper || isTelling) best = { path, fault };
  }
  return best;
}

function tellingOf(fault: Fault): number {
  switch (fault.keyword) {
    case "required":
    case "const":
      return 0;
    case "boolean":
    case "additionalProperties":
      return 1;
    default:
      return 2;
  }
}

function pathOf(fault: Fault): string[] {
  const path = fault.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const missing = "requiredProperties" in fault.params ? fault.params.requiredProperties : undefined;
  if (Array.isArray(missing) && typeof missing[0] === "string") path.push(missing[0]);
  return path;
}

function describeRequest(fault: Fault | null): string {
  const type = typeOf(fault);
  return type === null ? text("request.shape") : text("request.type", { type });
}

function describeField(field: string, fault: Fault | null): string {
  if (fault?.keyword === "required") return text("request.field-missing", { field });
  if (fault?.keyword === "boolean" || fault?.keyword === "additionalProperties")
    return text("request.field-unknown", { field });
  const type = typeOf(fault);
  return type === null
    ? text("request.field-rule", { field, rule: ruleOf(fault) })
    : text("request.field-type", { field, type });
}

/** The type that was wanted, where it is of another. */
function typeOf(fault: Fault | null): string | null {
  if (fault?.keyword !== "type" || !("type" in fault.params)) return null;
  return [fault.params.type].flat().join(", ");
}

/** The schema's rule that the value breaks, as JSON Schema names it: `maxLength: 64`. */
function ruleOf(fault: Fault | null): string {
  if (fault === null) return "";
  const limits = Object.values(fault.params).filter((value) => typeof value === "string" || typeof value === "number");
  return limits.length === 0 ? fault.keyword : `${fault.keyword}: ${limits.at(-1)}`;
}
