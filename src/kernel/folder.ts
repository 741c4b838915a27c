import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { reasonOf, refuse } from './errors.js';

/** One step at a time: Node's own recursive mkdir never returns below /proc. */
const make = (path: string, mode: number): void => {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) make(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
};

/** Makes a folder, and those above it, that only we can read. @throws Refused data_folder_unwritable */
export const makeFolder = (path: string, mode = 0o700): void => {
  try {
    make(path, mode);
    accessSync(path, constants.W_OK);
  } catch (error) {
    refuse('data_folder_unwritable', reasonOf(error));
  }
};
