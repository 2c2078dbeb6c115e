/** Runs something once after a burst of calls, when what caused them has been worked through. */
export function oncePerBurst(run: () => void): { readonly call: () => void; readonly stop: () => void } {
  let due = false;
  let stopped = false;
  return {
    call() {
      if (due || stopped) return;
      due = true;
      setImmediate(() => {
        due = false;
        if (!stopped) run();
      });
    },
    stop: () => void (stopped = true),
  };
}
