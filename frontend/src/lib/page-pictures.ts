/** Pictures of exhibits' pages: fetched with the page's own token, compared with the hash that the log holds, kept for a while. */
import { api, fetchFile } from './http';

const MOST_KEPT = 24;
const kept = new Map<string, Promise<string>>();

/** The picture is not the one that the log says was shown. */
export class OtherPicture extends Error {}

export const pageAddress = (hearing: string, exhibit: string, page: number): string => `${api}/hearings/${hearing}/exhibits/${exhibit}/pages/${page}.png`;
export const contentAddress = (hearing: string, exhibit: string): string => `${api}/hearings/${hearing}/exhibits/${exhibit}/content`;

/** The address, within this window, of the picture of *page*; *sha256* is what the log says it is, where it says so. */
export function pagePicture(hearing: string, exhibit: string, page: number, sha256: string | null): Promise<string> {
  const address = pageAddress(hearing, exhibit, page);
  const name = `${address}#${sha256 ?? ''}`;
  const found = kept.get(name) ?? fetched(address, sha256);
  kept.delete(name);
  kept.set(name, found); // the one that was looked at last goes last
  found.catch(() => kept.delete(name));
  for (const old of [...kept.keys()].slice(0, -MOST_KEPT)) forget(old);
  return found;
}

/** Forget every picture: nothing is shown here any more. */
export function forgetPictures(): void {
  kept.forEach((_, name) => forget(name));
}

function forget(name: string): void {
  void kept.get(name)?.then(URL.revokeObjectURL, () => undefined);
  kept.delete(name);
}

async function fetched(address: string, sha256: string | null): Promise<string> {
  const picture = await fetchFile(address);
  if (sha256 && globalThis.crypto?.subtle) {
    const digest = await crypto.subtle.digest('SHA-256', await picture.arrayBuffer());
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    if (hex !== sha256) throw new OtherPicture(address);
  }
  return URL.createObjectURL(picture);
}
