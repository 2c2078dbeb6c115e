/** Which messages at a destination name an event: the one in which it stands now, and those from which that one took it over. */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { Deliveries, DueDelivery } from "../../store/delivery-types.ts";

/** A message at a destination that names an event, or did until another one took it over. */
export interface NamingMessage {
  readonly id: string;
  /**
   * What the destination called it, and called its repetitions (null alone where it goes by the id alone), and how many deliveries were
   * sent as each of these.
   */
  readonly sentAs: ReadonlyMap<string | null, number>;
  /** Every event that it names has been seen. */
  readonly isSeen: boolean;
}

/** `rows`: those of one event at this destination that {@link mayBeThere}. None where the database cannot say. */
export function messagesNaming(
  rows: readonly DueDelivery[],
  at: DestinationId,
  deliveries: Pick<Deliveries, "inMessage">,
): NamingMessage[] {
  const ids = new Set(rows.flatMap((row) => [...row.superseded.map(({ messageId }) => messageId), idOfMessage(row)]));
  // What was taken over together is named together now, so that these are all that stood in the same message.
  const named = [...ids].map((id) => deliveries.inMessage(at, id));
  if (!named.every((each) => each.ok)) return [];
  const all = new Map([...rows, ...named.flatMap(({ value }) => value)].map((row) => [row.id, row]));
  const parts = [...all.values()].flatMap((row) => [
    { id: idOfMessage(row), receipt: row.externalId, row },
    ...row.superseded.map(({ messageId, externalId }) => ({ id: messageId, receipt: externalId, row })),
  ]);
  return [...ids].map((id) => {
    const own = parts.filter((part) => part.id === id);
    const sent = own.filter(({ row }) => mayBeThere(row));
    const called = sent.filter(({ receipt }) => receipt !== null);
    const sentAs = new Map<string | null, number>();
    for (const { receipt } of called.length === 0 ? sent : called) sentAs.set(receipt, (sentAs.get(receipt) ?? 0) + 1);
    return { id, sentAs, isSeen: own.every(({ row }) => row.event.acknowledgedAt !== null) };
  });
}

export const mayBeThere = ({ state }: Pick<DueDelivery, "state">): boolean =>
  state === "sent" || state === "shown" || state === "unknown" || state === "acknowledged";

const idOfMessage = (row: DueDelivery): string => row.messageId ?? row.event.id;
