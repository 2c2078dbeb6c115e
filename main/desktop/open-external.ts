/** Opening something outside the app: https addresses of a few hosts that the app itself names, nothing else. */
import type { Shell } from "electron";

/** Hosts whose pages the app links to. The exact host: `github.com.evil.example` is another one. */
export const allowedHosts: readonly string[] = [
  "github.com",
  "www.securitypro.com",
  "securitypro.com",
  "docs.securitypro.com",
];

/** Whether the system browser may be handed this address. Handing over `file:`, `smb:` or `ms-msdt:` would run programs. */
export function mayOpenExternal(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol !== "https:" || url.port !== "" || url.username !== "" || url.password !== "") return false;
  return allowedHosts.includes(url.hostname);
}

/** Opens the address in the system's browser; false where it is not one of ours or the system refused. */
export async function openExternal(shell: Pick<Shell, "openExternal">, address: string): Promise<boolean> {
  if (!mayOpenExternal(address)) return false;
  try {
    await shell.openExternal(new URL(address).href);
    return true;
  } catch {
    // No browser installed, or the person declined: the caller shows the address instead.
    return false;
  }
}
