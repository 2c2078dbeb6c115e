/** What this process takes its system for, where only the name of the system decides. */

/** What `run` answers while this process takes itself to be on Windows. */
export function onWindows<T>(run: () => T): T {
  const { platform } = process;
  Object.defineProperty(process, "platform", { value: "win32" });
  try {
    return run();
  } finally {
    Object.defineProperty(process, "platform", { value: platform });
  }
}
