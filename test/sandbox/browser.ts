import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const there = existsSync(CHROMIUM);
const HOW = 'needs a browser: apt-get install chromium fonts-wqy-zenhei';

/** `describe` where Chromium is installed. Without it the suite is skipped with a word how to install it, and fails in CI. */
export const inBrowser = (name: string, suite: () => void): void => {
  if (there) describe(name, suite);
  else if (process.env.CI) it(name, () => expect(HOW).toBe(''));
  else describe.skip(`${name} (${HOW})`, suite);
};

/** Debian's Chromium, without a window. */
export const launchBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: ARGS });
