import { refuse } from '../kernel/errors.js';
import { digestOf } from '../kernel/ids.js';
import { isEncodingAesKey } from './envelope.js';
import type { Journal } from './journal.js';

/** The account's message mode in the platform's console. */
export type MessageMode = 'plain' | 'compatible' | 'safe';

/** The present message mode and key. */
export interface Settings {
  readonly mode: MessageMode;
  readonly encodingAesKey: string;
  /** @throws Refused bad_input */
  change(to: { mode?: unknown; encodingAesKey?: unknown }): void;
}

const modes: readonly string[] = ['plain', 'compatible', 'safe'] satisfies MessageMode[];
const isMode = (value: unknown): value is MessageMode => typeof value === 'string' && modes.includes(value);

interface Entry {
  mode: MessageMode;
  encodingAesKey: string;
  /** Names the configured key that was in force; a key changed in the configuration ends what was set here. */
  over: string;
}

/** @param configuredKey the EncodingAESKey that the service and the sandbox start with */
export const createSettings = (journal: Journal, configuredKey: string): Settings => {
  const over = digestOf(configuredKey);
  let current: Entry = { mode: 'safe', encodingAesKey: configuredKey, over };
  const write = journal.topic<Entry>('settings', (entry) => {
    if (entry.over === over) current = entry;
  });
  return {
    get mode() {
      return current.mode;
    },
    get encodingAesKey() {
      return current.encodingAesKey;
    },
    change: ({ mode = current.mode, encodingAesKey = current.encodingAesKey }) => {
      if (!isMode(mode)) return refuse('bad_input', `"mode" must be one of ${modes.join(', ')}`);
      if (typeof encodingAesKey !== 'string' || !isEncodingAesKey(encodingAesKey))
        return refuse('bad_input', '"encodingAesKey" must be 43 letters and digits');
      write({ mode, encodingAesKey, over });
    },
  };
};
