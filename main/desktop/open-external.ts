/** Opening something outside the app: the page of a release of this project, nothing else. */
import type { Shell } from "electron";

const releaseTag = /^v?\d{1,6}\.\d{1,6}\.\d{1,6}$/u;

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
  if (!mayOpenExternal(address, repository)) return false;
  try {
    await shell.openExternal(address);
    return true;
  } catch {
    // No browser installed, or the person declined: the caller shows the address instead.
    return false;
  }
}
