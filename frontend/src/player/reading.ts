/** Reads bytes of the record: over HTTP from the panel, or from files of a folder that was opened. */

/** Give *length* octets of the file *address* from *offset* on. Throws where they cannot be had, or when *signal* says that they are wanted no more. */
export type Reader = (address: string, offset: number, length: number, signal?: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>;

/** By byte ranges below *base*. */
export function overHttp(base: string): Reader {
  return async (address, offset, length, signal) => {
    const answer = await fetch(`${base}/${address}`, { headers: { Range: `bytes=${offset}-${offset + length - 1}` }, credentials: 'same-origin', ...(signal ? { signal } : {}) });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  };
}

/** The files of an opened folder by their place in it, as `data/media/…`. */
export type Folder = ReadonlyMap<string, File>;

/** What lies at the root of a package, and of a capsule. */
const FRONTS = ['bagit.txt', 'capsule.json'];

/** Take in what a folder picker gave; the folder's own name, or that of one around it, does not count. */
export function folderOf(files: Iterable<File>): Folder {
  const found = [...files];
  const tops = found.flatMap((file) => FRONTS.filter((name) => file.webkitRelativePath.endsWith(`/${name}`)).map((name) => file.webkitRelativePath.slice(0, -name.length)));
  const top = tops.sort((a, b) => a.length - b.length)[0];
  if (top === undefined) return new Map();
  return new Map(found.filter((file) => file.webkitRelativePath.startsWith(top)).map((file) => [file.webkitRelativePath.slice(top.length), file]));
}

/** From the files below *media* of an opened folder. */
export function fromFolder(folder: Folder, media: string): Reader {
  return async (address, offset, length) => {
    const file = folder.get(`${media}/${address}`);
    if (!file) throw new Error(`${media}/${address}: missing`);
    if (offset + length > file.size) throw new Error(`${media}/${address}: too short`);
    return new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
  };
}
