import { readFileSync } from 'node:fs';
import { misuse } from './failure.js';

/** The words of a file that staff wrote on any machine: without a byte-order mark, lines ended alike. @throws Failure usage */
export const readTextFile = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
      .replace(/^\ufeff/, '')
      .replace(/\r\n?/g, '\n');
  } catch {
    return misuse(`读不了文件 ${file}`);
  }
};
