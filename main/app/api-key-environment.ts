/** The API key that whoever starts the app gives in its environment. */

const keyVariable = "PRICEBELL_API_KEY";

/** Takes it out of the environment, which every child process inherits. Empty where there is none. */
export function takeKey(env: NodeJS.ProcessEnv): string {
  const given = env[keyVariable]?.trim() ?? "";
  delete env[keyVariable];
  return given;
}

/** Puts it back for as long as `start` runs: the app that takes this one's place needs it, no other child does. */
export function withKey(env: NodeJS.ProcessEnv, given: string, start: () => void): void {
  if (given !== "") env[keyVariable] = given;
  try {
    start();
  } finally {
    delete env[keyVariable];
  }
}
