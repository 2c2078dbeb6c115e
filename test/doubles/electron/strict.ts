/** Nothing of the double may be silently missing: a member that it does not have throws, naming itself. */
import { config } from "./host.ts";
import { missingOn } from "./platforms.ts";

const proxies = new WeakMap<object, object>();

/** What code asks of any object without meaning Electron: promises, inspection, JSON, equality in tests. */
const harmless = new Set<PropertyKey>(["then", "toJSON", "constructor", "asymmetricMatch", "nodeType", "$$typeof"]);

/** Throws for a member that Electron has on other systems only: there it is not a function, or does nothing in silence. */
export function refuseElsewhere(name: string, property: PropertyKey): void {
  const systems = missingOn(config.platform, name, property);
  if (systems !== null)
    throw new Error(`electron.${name}.${String(property)} is for ${systems}, and this is ${config.platform}`);
}

/**
 * The object as the app sees it: known members work, unknown ones throw on reading and on writing. One proxy for an object,
 * always the same one, so that the app may compare identities.
 */
export function strict<T extends object>(name: string, target: T): T {
  const known = proxies.get(target);
  if (known !== undefined) return known as T;
  const refuse = (property: PropertyKey): never => {
    throw new Error(`electron.${name}.${String(property)} is not in the double`);
  };
  const proxy = new Proxy(target, {
    get(object, property) {
      if (!(property in object))
        return typeof property === "symbol" || harmless.has(property) ? undefined : refuse(property);
      refuseElsewhere(name, property);
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
