/** Bookmarks and private notes at moments of a record: kept by the panel for the signed-in person, or in this browser. */
import { api, get, post, send } from '../lib/http';

export interface Mark {
  id: number;
  /** Nanoseconds of the timeline. */
  position: number;
  /** Empty for a bookmark. */
  note: string;
}

export interface Marks {
  /** Where they lie: with the court, shown to nobody else; or in this browser alone. */
  readonly kept: 'court' | 'browser';
  list(): Promise<Mark[]>;
  add(position: number, note: string): Promise<Mark>;
  change(mark: Mark): Promise<Mark>;
  remove(id: number): Promise<unknown>;
}

/** The signed-in person's own, on the panel. */
export function marksOnPanel(hearing: string): Marks {
  const path = `${api}/hearings/${encodeURIComponent(hearing)}/marks`;
  return {
    kept: 'court',
    list: async () => (await get<{ marks: Mark[] }>(path)).marks,
    add: (position, note) => post<Mark>(path, { position, note }),
    change: ({ id, position, note }) => send<Mark>('PUT', `${path}/${id}`, { position, note }),
    remove: (id) => send<null>('DELETE', `${path}/${id}`),
  };
}

/** In this browser, by the record's root; *storage* as `localStorage`. */
export function marksInBrowser(root: string, storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage): Marks {
  const name = `courtroom-marks-${root}`;
  const read = (): Mark[] => {
    try {
      const found: unknown = JSON.parse(storage.getItem(name) ?? '[]');
      return Array.isArray(found) ? (found as Mark[]) : [];
    } catch {
      return [];
    }
  };
  const write = (marks: Mark[]) => storage.setItem(name, JSON.stringify(marks.sort((a, b) => a.position - b.position)));
  return {
    kept: 'browser',
    list: async () => read(),
    add: async (position, note) => {
      const marks = read();
      const mark = { id: 1 + Math.max(0, ...marks.map((one) => one.id)), position, note };
      write([...marks, mark]);
      return mark;
    },
    change: async (mark) => (write(read().map((one) => (one.id === mark.id ? mark : one))), mark),
    remove: async (id) => write(read().filter((one) => one.id !== id)),
  };
}
