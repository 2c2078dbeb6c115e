/** How well the database can be written. */

export interface StoreHealth {
  readonly state: "ok" | "failing";
  readonly message: string | null;
  /** Failing because the disk is full, while what is decided goes into room that was kept for it: see `reserve.ts`. */
  readonly onReserve?: true;
}

/** Whether what is decided, and where it was told, can be written now. */
export function keepsDecisions({ state, onReserve }: StoreHealth): boolean {
  return state === "ok" || onReserve === true;
}
