/** Nothing of the double may be silently missing: a member that it does not have throws, naming itself. */

const proxies = new WeakMap<object, object>();

/** What code asks of any object without meaning Electron: promises, inspection, JSON, equality in tests. */
const harmless = new Set<PropertyKey>(["then", "toJSON", "constructor", "asymmetricMatch", "nodeType", "$$typeof"]);

/**
 * The object as the app sees it: known members work, unknown ones throw on reading and on writing. One proxy for an object,
 * always the same one, so that the app may compare identities.
 */
export function loud<T extends object>(name: string, target: T): T {
  const known = proxies.get(target);
  if (known !== undefined) return known as T;
  const refuse = (property: PropertyKey): never => {
    throw new Error(`electron.${name}.${String(property)} is not in the double`);
  };
  const proxy = new Proxy(target, {
    get(object, property) {
      if (!(property in object))
        return typeof property === "symbol" || harmless.has(property) ? undefined : refuse(property);
      const value: unknown = Reflect.get(object, property, object);
      // Bound to the object itself: private fields cannot be reached through a proxy.
      return typeof value === "function" && property !== "constructor" ? (value.bind(object) as unknown) : value;
    },
    set(object, property, value) {
      if (!(property in object)) refuse(property);
      return Reflect.set(object, property, value, object);
    },
  });
  proxies.set(target, proxy);
  return proxy;
}
