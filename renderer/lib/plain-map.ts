/**
 * A map that tells nobody of its changes. For classes that keep many values behind one signal of their own: a signal for each
 * of ten thousand rules or for each lookup of a busy price would cost more than everything that is shown.
 */
export function plainMap<K, V>(entries?: Iterable<readonly [K, V]>): Map<K, V> {
  return new Map(entries);
}
