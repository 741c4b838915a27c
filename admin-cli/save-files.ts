import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.js';
import type { Output } from './output.js';

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'audio/amr': '.amr',
};

interface Source {
  /** A file's name without its ending. */
  nameOf(id: string): string;
  /** @throws Failure `missing` when it cannot be had any more */
  read(id: string): Promise<{ bytes: Uint8Array; type: string }>;
  out: Pick<Output, 'progress' | 'progressEnd'>;
}

/** Saves files to a folder, each for the user alone; what is gone is left out. @throws Failure folder_unwritable */
export const saveFiles = async (
  folder: string,
  ids: readonly string[],
  { nameOf, read, out }: Source,
): Promise<{ files: string[]; missing: number }> => {
  const files: string[] = [];
  let missing = 0;
  for (const id of ids) {
    out.progress(`取附件 ${files.length + missing + 1} / ${ids.length}`);
    const found = await read(id).catch((error: unknown) => {
      if (error instanceof Failure && error.kind === 'missing') return undefined;
      throw error;
    });
    if (!found) {
      missing += 1;
      continue;
    }
    const file = join(folder, `${nameOf(id).replace(/[^\w.-]/g, '_')}${endings[found.type] ?? ''}`);
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, found.bytes, { mode: 0o600 });
    } catch {
      throw new Failure('failed', 'folder_unwritable', `不能写到目录 ${folder}`);
    }
    files.push(file);
  }
  out.progressEnd();
  return { files, missing };
};
