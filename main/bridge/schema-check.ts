/** Payloads against the contract's schemas, compiled at their first use, with refusals that name the field. */
import type Type from "typebox";
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
    const { field, message } = nearestFault(validator.Errors(value));
    return field === ""
      ? fail("request-invalid", `The request ${message}.`)
      : fail("request-invalid", `The field ${field} ${message}.`, field);
  };
}

interface Fault {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

/** The deepest fault says most: a union reports one for each of its branches and one for itself. */
function nearestFault(faults: readonly Fault[]): { field: string; message: string } {
  let best = { field: "", message: "does not have the shape that this call needs", depth: -1 };
  for (const fault of faults) {
    const path = pathOf(fault);
    if (path.length > best.depth) best = { field: path.join("."), message: describeFault(fault), depth: path.length };
  }
  return best;
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

function describeFault(fault: Fault): string {
  if (fault.keyword === "required") return "is missing";
  if (fault.keyword === "boolean" || fault.keyword === "additionalProperties") return "is not known to this call";
  return fault.message;
}
