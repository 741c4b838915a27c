import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { reasonOf, refuse } from '../kernel/errors.js';

/**
 * What the sandbox must not forget, as lines of an append-only file. A line is written before the call that caused it is answered, in
 * one write, so that a kill at any moment leaves whole lines and at most one torn tail, which the next start cuts off.
 */
export interface Journal {
  /**
   * Claims a topic: what was written under it before is applied at once, in order.
   * @returns writes an entry and applies it; the entry's type is the writer's own promise about what it wrote
   */
  topic<T>(name: string, apply: (entry: T) => void): (entry: T) => void;
  /** Entries written inside go into one line: after a kill either all of them are there or none. */
  together<R>(write: () => R): R;
  close(): void;
}

type Line = [topic: string, entry: unknown][];

const readLines = (file: string, fd: number): Line[] => {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) ftruncateSync(fd, end);
  const lines: Line[] = [];
  for (let from = 0; from < end; ) {
    const to = bytes.indexOf(0x0a, from);
    try {
      lines.push(JSON.parse(bytes.toString('utf8', from, to)) as Line);
    } catch {
      return refuse(
        'bad_configuration',
        `line ${lines.length + 1} of ${file} cannot be read; remove the folder to start afresh`,
      );
    }
    from = to + 1;
  }
  return lines;
};

const openFile = (file: string): number => {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return openSync(file, 'a', 0o600);
  } catch (error) {
    return refuse('data_folder_unwritable', reasonOf(error));
  }
};

/** @throws Refused data_folder_unwritable | bad_configuration (a damaged line before the last) */
export const openJournal = (file: string): Journal => {
  const fd = openFile(file);
  const kept = new Map<string, unknown[]>();
  for (const line of readLines(file, fd))
    for (const [topic, entry] of line) {
      const entries = kept.get(topic);
      if (entries) entries.push(entry);
      else kept.set(topic, [entry]);
    }
  let open = true;
  let gathering: Line | undefined;
  const write = (line: Line): void => {
    if (open && line.length > 0) writeSync(fd, `${JSON.stringify(line)}\n`);
  };
  return {
    topic: <T>(name: string, apply: (entry: T) => void) => {
      for (const entry of kept.get(name) ?? []) apply(entry as T);
      kept.delete(name);
      return (entry: T) => {
        if (gathering) gathering.push([name, entry]);
        else write([[name, entry]]);
        apply(entry);
      };
    },
    together: (act) => {
      if (gathering) return act();
      gathering = [];
      try {
        return act();
      } finally {
        const line = gathering;
        gathering = undefined;
        write(line);
      }
    },
    close: () => {
      if (!open) return;
      open = false;
      closeSync(fd);
    },
  };
};
