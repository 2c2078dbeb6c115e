import { expect, test } from "vitest";
import { takeKey, withKey } from "../../main/app/api-key-environment.ts";

test("the key leaves the environment when it is read, and is there again for the next start alone", () => {
  const env: NodeJS.ProcessEnv = { PRICEBELL_API_KEY: " k3y\n", PATH: "/bin" };
  expect(takeKey(env)).toBe("k3y");
  expect(env).toEqual({ PATH: "/bin" });
  expect(takeKey(env)).toBe("");
  let seen: string | undefined;
  withKey(env, "k3y", () => (seen = env["PRICEBELL_API_KEY"]));
  expect(seen).toBe("k3y");
  expect(() =>
    withKey(env, "k3y", () => {
      throw new Error("no start");
    }),
  ).toThrow("no start");
  expect(env).toEqual({ PATH: "/bin" });
  withKey(env, "", () => (seen = env["PRICEBELL_API_KEY"]));
  expect(seen).toBeUndefined();
});
