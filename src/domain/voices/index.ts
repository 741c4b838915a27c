import type { Connection } from '../../database/connect.js';
import { type Clock, realNow } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import { refuse } from '../../kernel/errors.js';
import type { Mending, Voices } from './door.js';
import { mendingStore } from './mendings-store.js';
import { voiceStore } from './store.js';

export type * from './door.js';

export interface VoicesDeps {
  db: Connection;
  clock: Clock;
  seal: Seal;
  /** The words that were misheard, of what was heard and what was said: those that sound the same and are safe to put right. */
  misheard(heard: string, said: string): Promise<readonly Mending[]> | readonly Mending[];
  /** Makes a WAV of an AMR recording; undefined when it cannot. */
  decode(amr: Buffer): Promise<Buffer | undefined>;
  /** Real milliseconds for which the mendings that were read last hold. */
  holdMs?: number;
}

const HOLD_MS = 10_000;
const types: Readonly<Record<string, string>> = { amr: 'audio/amr', mp3: 'audio/mpeg', speex: 'audio/speex' };

/** Voice messages with what was heard in them, as it is corrected, and what corrections teach. */
export const createVoices = ({ db, clock, seal, misheard, decode, holdMs = HOLD_MS }: VoicesDeps): Voices => {
  const store = voiceStore(db, seal);
  const learnt = mendingStore(db, seal);
  let held: { at: number; mendings: Promise<readonly Mending[]> } | undefined;
  const forgetHeld = (): void => {
    held = undefined;
  };
  const found = async (id: string) => (await store.find(id)) ?? refuse('voice_unknown');

  return {
    keep: (voice) => store.add(voice),
    list: ({ uncorrected = false, ...which }) => store.newest({ ...which, open: uncorrected }),
    show: found,

    correct: async ({ id, text, by, learn }) => {
      const { heard } = await found(id);
      await store.correct(id, { text, by, at: clock.now() });
      const pairs = heard === undefined ? [] : await misheard(heard, text);
      await learnt.takeBack([id], pairs);
      const spoken = [];
      for (const pair of pairs) spoken.push(await learnt.speakFor(pair, id, learn, clock.now()));
      forgetHeld();
      return { voice: await found(id), learnt: spoken };
    },

    recording: async (id, as) => {
      const { audio } = await found(id);
      const bytes = (audio && (await store.recording(id))) ?? refuse('recording_gone');
      if (as === 'original') return { bytes, type: types[audio?.format ?? ''] ?? 'application/octet-stream' };
      return { bytes: (await decode(bytes)) ?? refuse('recording_gone', 'not to be decoded'), type: 'audio/wav' };
    },

    mendings: () => {
      if (!held || realNow() - held.at > holdMs) {
        const mendings = learnt.active();
        held = { at: realNow(), mendings };
        mendings.catch(forgetHeld);
      }
      return held.mendings;
    },
    learnt: learnt.latest,
    unlearn: async (id) => {
      if (!(await learnt.refuse(id))) refuse('mending_unknown');
      forgetHeld();
    },

    forgetOld: async (limit) =>
      (await store.dropRecordings(clock.now(), limit)) + (await store.drop(clock.now(), limit)),

    erase: async ({ openid }) => {
      for (let ids = await store.of(openid); ids.length > 0; ids = await store.of(openid)) {
        await learnt.takeBack(ids);
        await store.remove(ids);
      }
      forgetHeld();
    },
  };
};
