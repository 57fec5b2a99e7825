/** Checks the files of an opened package against its manifest, one after another. */
import type { Verdict } from '../player/proof';
import type { Folder } from '../player/reading';

/** Tell whether each file that `manifest-sha256.txt` and `tagmanifest-sha256.txt` name is there and unchanged. */
export async function checkFolder(folder: Folder, words: { missing: string; changed: string }, progress: (share: number) => void): Promise<Verdict> {
  const wanted = folder.has('capsule.json') ? await capsuleList(folder) : [...(await manifest(folder, 'manifest-sha256.txt')), ...(await manifest(folder, 'tagmanifest-sha256.txt'))];
  const faults: Verdict['faults'] = [];
  for (const [nth, [path, digest]] of wanted.entries()) {
    const file = folder.get(path);
    if (!file) faults.push({ path, what: words.missing });
    else if ((await sha256(file)) !== digest) faults.push({ path, what: words.changed });
    progress((nth + 1) / wanted.length);
  }
  return { whole: faults.length === 0, faults };
}

/** What a capsule says is inside it; its own signature is checked by its script. */
async function capsuleList(folder: Folder): Promise<[path: string, digest: string][]> {
  const form = JSON.parse((await folder.get('capsule.json')?.text()) ?? '{}') as { files?: Record<string, string> };
  return Object.entries(form.files ?? {}).map(([path, digest]) => [path, digest]);
}

/** Lines `digest path`; a path in which line ends or percent signs are spelled `%0A`, `%0D`, `%25` (RFC 8493 §2.1.3). */
async function manifest(folder: Folder, name: string): Promise<[path: string, digest: string][]> {
  const file = folder.get(name);
  if (!file) throw new Error(`${name}: missing`);
  const lines = (await file.text()).split('\n').filter(Boolean);
  return lines.map((line) => {
    const [digest = '', path = ''] = line.split(/\s+(.*)/, 2);
    return [path.replace(/%(0A|0D|25)/gi, (spelled) => decodeURIComponent(spelled)), digest];
  });
}

async function sha256(file: File): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
