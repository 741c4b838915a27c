import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/*
 * LMDB's file format, as mdb.c in the lmdb package has it: a page begins with 24 bytes (number, transaction, pad, flags, bounds); the
 * first two pages are meta pages; a page of a tree lists its nodes' offsets behind its header.
 */
const HEADER = 24;
const FLAGS = 18;
const LOWER = 20;
const [BRANCH, LEAF, OVERFLOW] = [1, 2, 4];
const BIG = 1;
const NO_PAGE = 2n ** 64n - 1n;
const MAGIC = 0xbeefc0de;
/** Where a meta page has what. */
const META = { magic: 24, pageSize: 48, roots: [88, 136], last: 144, transaction: 152, length: 160 } as const;

/** What a page of a tree points to. */
interface Pointer {
  number: bigint;
  /** Of a value with pages of its own. */
  pages?: bigint;
}

const nodesOf = (page: Buffer): number[] =>
  Array.from({ length: page.readUInt16LE(LOWER) >> 1 }, (_, i) => page.readUInt16LE(HEADER + 2 * i) + HEADER);

const pointersOf = (page: Buffer): Pointer[] => {
  if (page.readUInt16LE(FLAGS) & BRANCH) return nodesOf(page).map((at) => ({ number: BigInt(page.readUIntLE(at, 6)) }));
  return nodesOf(page)
    .filter((at) => page.readUInt16LE(at + 4) & BIG)
    .map((at) => at + 8 + page.readUInt16LE(at + 6))
    .map((at) => ({ number: page.readBigUInt64LE(at), pages: page.readBigUInt64LE(at + 16) }));
};

/** Every page of a tree is in the file, under its number and of its kind; LMDB itself ends the process where one is not. */
const walk = (file: number, size: number, pageSize: number, root: bigint): void => {
  const page = Buffer.allocUnsafe(pageSize);
  const due: Pointer[] = root === NO_PAGE ? [] : [{ number: root }];
  for (let next = due.pop(); next; next = due.pop()) {
    const { number, pages = 1n } = next;
    if ((number + pages) * BigInt(pageSize) > size) throw new Error(`page ${number} is behind its end`);
    readSync(file, page, 0, pageSize, Number(number) * pageSize);
    const kind = page.readUInt16LE(FLAGS) & (next.pages === undefined ? BRANCH | LEAF : OVERFLOW);
    if (page.readBigUInt64LE(0) !== number || kind === 0) throw new Error(`page ${number} is damaged`);
    if (next.pages === undefined) due.push(...pointersOf(page));
  }
};

const readMeta = (file: number, at: number): Buffer => {
  const page = Buffer.alloc(META.length);
  readSync(file, page, 0, META.length, at);
  if (page.readUInt32LE(META.magic) !== MAGIC) throw new Error('it does not begin as a store does');
  return page;
};

/**
 * Looks at an LMDB file that nobody has open, before LMDB maps it: a missing page would end the process.
 * @param whole every page in use, even where the file is as long as it says
 * @throws Error what is wrong with it; what the system says when it cannot be read
 */
export const checkPages = (path: string, whole: boolean): void => {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const first = readMeta(file, 0);
    const pageSize = first.readUInt32LE(META.pageSize);
    const second = readMeta(file, pageSize);
    const [a, b] = [first, second].map((meta) => meta.readBigUInt64LE(META.transaction)) as [bigint, bigint];
    const latest = a >= b ? first : second;
    const length = (latest.readBigUInt64LE(META.last) + 1n) * BigInt(pageSize);
    // pages at the end that were given back before they were written may be missing
    if (!whole && length <= size) return;
    for (const at of META.roots) walk(file, size, pageSize, latest.readBigUInt64LE(at));
  } catch (error) {
    throw error instanceof RangeError ? new Error('its pages are damaged') : error;
  } finally {
    closeSync(file);
  }
};
