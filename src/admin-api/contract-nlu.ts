import { z } from 'zod';
import { WordsIn } from './requests.js';
import { type Route, route } from './route.js';

const share = z.number();

/** An intent, and how residents are offered it. */
const IntentOut = z.object({ intent: z.string(), title: z.string() });

/** How words were understood, and by what. Likelihoods and shares are 0 to 1; a share below 0 spoke against. */
export const ExplanationOut = z.object({
  /** As they are read: script, width and case levelled; long numbers that are personal cut out. */
  text: z.string(),
  /** The part that decided, in plain words. */
  wish: z.string(),
  action: z.enum(['answer', 'clarify', 'out_of_scope']),
  decided: IntentOut,
  /** 1 is a rule's. */
  confidence: z.number(),
  why: z.enum([
    'rule',
    'sure',
    'place',
    'courtesy',
    'unsure',
    'close',
    'answer',
    'empty',
    'stranger',
    'foreign',
    'unfamiliar',
    'outside',
  ]),
  /** What the rule found. */
  rule: z.string().optional(),
  /** Looked at before all this: a command word, a sign of danger. */
  command: z.string().optional(),
  danger: z.string().optional(),
  /** The further intents of the sentence. */
  also: z.array(IntentOut),
  /** What would be offered when it is asked back. */
  offered: z.array(IntentOut),
  replaced: z.array(
    z.object({
      how: z.enum(['letters', 'slip', 'dialect', 'homophone', 'courtesy', 'denied']),
      from: z.string(),
      /** Empty: put aside. */
      to: z.string(),
    }),
  ),
  concepts: z.array(z.object({ name: z.string(), words: z.string() })),
  /** The likeliest by the examples, whatever decided in the end; `^` and `$` are the ends of the words, `#` is a number. */
  likely: z.array(
    IntentOut.extend({
      likelihood: share,
      reasons: z.array(z.object({ kind: z.enum(['words', 'sound', 'concept']), text: z.string(), share })),
    }),
  ),
  thresholds: z.object({ act: share, lead: share }),
  slots: z.array(z.object({ name: z.string(), value: z.unknown(), words: z.string() })),
  /** The nearest question of the knowledge base, which is asked when the words stay unclear. */
  knowledge: z.object({ title: z.string(), score: share.optional(), answers: z.boolean() }).optional(),
});

/** The routes about how words are understood, a part of the one table. */
export const nluRoutes = {
  nluExplain: route(
    'POST',
    '/nlu/explain',
    'How words would be understood in the chat, and what decided; nothing is kept',
    200,
    ExplanationOut,
    { body: WordsIn },
  ),
} as const satisfies Record<string, Route>;
