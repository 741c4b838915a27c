import { afterAll, beforeAll } from '@jest/globals';
import { READY_MS } from '../../bench/site/process.js';
import { openSite, type Site } from '../../bench/site/site.js';

export * from '../../bench/site/process.js';
export * from '../../bench/site/site.js';

/** A site of the calling test file's own, with one process of all roles, ended and removed when the file is done. */
export const withSite = (...processes: readonly Record<string, string>[]): (() => Site) => {
  let site: Site | undefined;
  beforeAll(async () => {
    site = await openSite();
    for (const env of processes.length > 0 ? processes : [{}]) await site.start(env);
  }, READY_MS * 2);
  afterAll(async () => {
    await site?.close();
  });
  return () => {
    if (!site) throw new Error('the site is used before it was started');
    return site;
  };
};
