/** Why a change of a venue's settings is refused, before anything of it is done. */
import { enteredAddressProblem } from "../../../preload/contract/address.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { fail, type Refused } from "../../../preload/contract/result.ts";
import type { VenueAddresses, VenueDescription, VenueSetting } from "../../../preload/contract/venue.ts";
import type { VenuePatch } from "../../../preload/contract/venue-settings.ts";
import { canBe, type FixedVenues } from "./venue-config.ts";

const refuse = (text: string, field: string): Refused => fail("settings-invalid", text, field);

/** `isOn`: whether it is on now; `isOnly`: whether no other is. Null where nothing is wrong. */
export function venueRefusal(
  venue: VenueDescription,
  patch: VenuePatch,
  now: { readonly fixed: FixedVenues; readonly isOn: boolean; readonly isOnly: boolean },
): Refused | null {
  return (
    switchRefusal(patch, now) ??
    addressRefusal(venue, "wsUrl", patch.wsUrl, now.fixed.addresses.get(venue.id)) ??
    addressRefusal(venue, "restUrl", patch.restUrl, now.fixed.addresses.get(venue.id)) ??
    valuesRefusal(venue, patch) ??
    (patch.apiKey !== undefined && !venue.needsKey ? refuse(message("answer.takes-no-key"), "apiKey") : null)
  );
}

function switchRefusal(
  { isOn }: VenuePatch,
  now: { readonly fixed: FixedVenues; readonly isOn: boolean; readonly isOnly: boolean },
): Refused | null {
  if (isOn === undefined || isOn === now.isOn) return null;
  if (now.fixed.on !== null) return refuse(message("answer.fixed"), "isOn");
  if (isOn || !now.isOnly) return null;
  return refuse(message("answer.only-venue"), "isOn");
}

function addressRefusal(
  venue: VenueDescription,
  field: keyof VenueAddresses,
  given: string | null | undefined,
  fixed: Partial<VenueAddresses> = {},
): Refused | null {
  if (given === undefined) return null;
  if (venue.addresses === null) return given === null ? null : refuse(message("answer.no-address"), field);
  if (fixed[field] !== undefined && (given ?? venue.addresses[field]) !== fixed[field])
    return refuse(message("answer.fixed"), field);
  const problem = given === null ? null : enteredAddressProblem(field, given);
  return problem === null ? null : refuse(problem, field);
}

function valuesRefusal(venue: VenueDescription, { values = {} }: VenuePatch): Refused | null {
  for (const [name, value] of Object.entries(values)) {
    const setting = venue.settings.find((one) => one.name === name);
    const field = `values.${name}`;
    if (setting === undefined) return refuse(unknownSetting(venue.settings), field);
    if (!canBe(setting, value)) return refuse(message("refusal.one-of", { values: possible(setting) }), field);
  }
  return null;
}

function unknownSetting(settings: readonly VenueSetting[]): string {
  if (settings.length === 0) return message("answer.no-venue-setting");
  return message("answer.no-venue-setting-known", { known: settings.map(({ name }) => name).join(", ") });
}

const possible = (setting: VenueSetting): string =>
  setting.kind === "switch" ? [true, false].join(", ") : setting.choices.map(({ value }) => value).join(", ");
