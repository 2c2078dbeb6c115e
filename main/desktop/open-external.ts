/** Opening something outside the app: the page of a release of this project, the link that the chart's licence asks for, nothing else. */
import type { Shell } from "electron";

const releaseTag = /^v?\d{1,6}\.\d{1,6}\.\d{1,6}$/u;

/** Addresses that the page itself links to, letter for letter: its own words name them, and nothing can be added to them. */
const linkedPages: ReadonlySet<string> = new Set(["https://www.tradingview.com/"]);

/** Opens a link of the page in the system's browser. False where it is none of ours, and then nothing is opened. */
export function openLinkedPage(shell: Pick<Shell, "openExternal">, address: string): boolean {
  if (!linkedPages.has(address)) return false;
  void handOver(shell, address);
  return true;
}

/**
 * Whether the system browser may be handed this address: letter for letter the page of a release in `repository` (`owner/name`).
 * Any path of the host would be anybody's page there; `file:`, `smb:` or `ms-msdt:` would run programs.
 */
export function mayOpenExternal(address: string, repository: string): boolean {
  const pages = `https://github.com/${repository}/releases/tag/`;
  return address.startsWith(pages) && releaseTag.test(address.slice(pages.length));
}

/** Opens the address in the system's browser; false where it is not one of ours or the system refused. */
export async function openExternal(
  shell: Pick<Shell, "openExternal">,
  address: string,
  repository: string,
): Promise<boolean> {
  return mayOpenExternal(address, repository) && (await handOver(shell, address));
}

async function handOver(shell: Pick<Shell, "openExternal">, address: string): Promise<boolean> {
  try {
    await shell.openExternal(address);
    return true;
  } catch {
    // No browser installed, or the person declined: the caller shows the address instead.
    return false;
  }
}
