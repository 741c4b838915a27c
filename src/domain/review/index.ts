import type { Connection } from '../../database/connect.js';
import type { Clock } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import { refuse } from '../../kernel/errors.js';
import type { Review, Sighting } from './door.js';
import { judged, present, type Sentence, unsaid, witnessed } from './sentence.js';
import { reviewStore } from './store.js';

export type * from './door.js';

export interface ReviewDeps {
  db: Connection;
  clock: Clock;
  seal: Seal;
  /** The intents that a sentence may be labelled with. */
  labels: readonly string[];
  words: {
    /** Whether words may still tell of a person. */
    seemsPersonal(words: string): boolean;
    /** Words of the list as an example to learn from. */
    asExample(words: string): string;
  };
}

const TRIES = 8;
const ERASED_AT_ONCE = 100;

/** Sentences that were not surely understood, for staff to say what was meant. */
export const createReview = ({ db, clock, seal, labels, words: { seemsPersonal, asExample } }: ReviewDeps): Review => {
  const store = reviewStore(db, seal);

  const first = ({ words, guess }: Sighting, at: Date): Sentence => ({
    id: store.idOf(words),
    words,
    guess: { ...guess, alternatives: [...guess.alternatives] },
    seen: [],
    count: 0,
    firstAt: at,
    lastAt: at,
  });

  /** Changes a sentence, over and over until nobody was faster. @throws Refused sentence_unknown | conflict */
  const change = async (id: string, next: (sentence: Sentence) => Sentence): Promise<Sentence> => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { version, sentence } = (await store.find(id)) ?? refuse('sentence_unknown');
      const changed = next(sentence);
      if (await store.save(version, changed)) return changed;
    }
    return refuse('conflict', 'the sentence kept changing');
  };

  return {
    labels,
    note: async (sighting) => {
      const at = clock.now();
      const saying = {
        key: store.blind(sighting.cause, 'key'),
        by: store.blind(sighting.openid, 'by'),
        reason: sighting.reason,
        ...(sighting.hint ? { hint: sighting.hint } : {}),
      };
      const fresh = first(sighting, at);
      if (await store.insert(witnessed(fresh, saying, at))) return;
      await change(fresh.id, (sentence) => witnessed(sentence, saying, at));
    },
    list: async ({ state, reason, after, limit }) => {
      const { sentences, next } = await store.page(state, reason, after, limit);
      return { items: sentences.map(present), next };
    },
    show: async (id) => present(((await store.find(id)) ?? refuse('sentence_unknown')).sentence),
    label: async ({ id, intent, by, force = false }) => {
      if (!labels.includes(intent)) refuse('bad_input', 'intent', { field: 'intent' });
      const at = clock.now();
      return present(await change(id, (sentence) => judged(sentence, { intent, by, at, force })));
    },
    skip: async ({ id, by, force = false }) => {
      const at = clock.now();
      return present(await change(id, (sentence) => judged(sentence, { by, at, force })));
    },
    examples: async ({ after, limit }) => {
      const { sentences, next } = await store.page('labelled', undefined, after, limit);
      const all = sentences.flatMap(({ id, words, verdict }) =>
        verdict?.intent ? [{ id, text: words, intent: verdict.intent }] : [],
      );
      const held = all.filter(({ text }) => seemsPersonal(text));
      const items = all.filter((one) => !held.includes(one)).map((one) => ({ ...one, text: asExample(one.text) }));
      return { items, held, next };
    },
    erase: async ({ openid }) => {
      const by = store.blind(openid, 'by');
      for (let said = await store.saidBy(by, ERASED_AT_ONCE); said.length > 0; ) {
        for (const { version, sentence } of said) {
          const rest = unsaid(sentence, by);
          await (rest ? store.save(version, rest) : store.remove(sentence.id, version));
        }
        said = await store.saidBy(by, ERASED_AT_ONCE);
      }
    },
    forgetOld: (before, limit) => store.forgetOld(before, limit),
  };
};
