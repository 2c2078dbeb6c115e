/**
 * Maps and sets that tell nobody of their changes. For what is replaced as a whole behind one signal of its own, and for lookups: a
 * signal for each of ten thousand rules or for each lookup of a busy price would cost more than everything that is shown.
 */
export function plainMap<K, V>(entries?: Iterable<readonly [K, V]>): Map<K, V> {
  return new Map(entries);
}

/** See {@link plainMap}. */
export function plainSet<T>(values?: Iterable<T>): Set<T> {
  return new Set(values);
}
