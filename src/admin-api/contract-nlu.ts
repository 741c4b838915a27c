import { z } from 'zod';
import { instant, page } from './answers.js';
import { limit, WordsIn } from './requests.js';
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

export const ReviewReason = z.enum(['asked_back', 'handed_over', 'corrected', 'refused']);
export const ReviewState = z.enum(['open', 'labelled', 'skipped']);
/** A sentence that was not surely understood, without what tells of a person. */
export const SentenceOut = z.object({
  id: z.string(),
  words: z.string(),
  /** How often it was said. */
  count: z.number(),
  /** How often for each reason, among the last fifty. */
  reasons: z.partialRecord(ReviewReason, z.number()),
  guess: IntentOut,
  confidence: share,
  alternatives: z.array(IntentOut),
  /** What residents then chose or said, the most frequent first. */
  hints: z.array(IntentOut.extend({ count: z.number() })),
  state: ReviewState,
  /** Absent intent: of no use. */
  verdict: z
    .object({
      intent: z.string().optional(),
      title: z.string().optional(),
      by: z.string(),
      at: instant,
      agreed: z.array(z.string()),
    })
    .optional(),
  firstAt: instant,
  lastAt: instant,
});
const ExampleRowOut = z.object({ id: z.string(), text: z.string(), intent: z.string() });
const bySentence = z.strictObject({ id: z.string().regex(/^[0-9a-f]{16}$/) });
const force = z.boolean().default(false);
const after = z.string().min(1).max(128).exactOptional();

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
  nluLabels: route(
    'GET',
    '/nlu/labels',
    'What a sentence may be labelled with',
    200,
    z.object({ items: z.array(IntentOut) }),
  ),
  reviewList: route(
    'GET',
    '/nlu/sentences',
    'Sentences that were not surely understood, the most frequent first',
    200,
    page(SentenceOut),
    {
      query: z.strictObject({
        state: ReviewState.default('open'),
        reason: ReviewReason.exactOptional(),
        after,
        limit,
      }),
    },
  ),
  reviewExamples: route(
    'GET',
    '/nlu/sentences/examples',
    'Labelled sentences as examples; `held`: those that may still tell of a person',
    200,
    page(ExampleRowOut).extend({ held: z.array(ExampleRowOut) }),
    { query: z.strictObject({ after, limit }) },
  ),
  reviewShow: route('GET', '/nlu/sentences/:id', 'One sentence', 200, SentenceOut, { params: bySentence }),
  reviewLabel: route(
    'POST',
    '/nlu/sentences/:id/label',
    'Say what was meant; `force` overrules a colleague',
    200,
    SentenceOut,
    { params: bySentence, body: z.strictObject({ intent: z.string().regex(/^[a-z_]{2,32}$/), force }) },
  ),
  reviewSkip: route('POST', '/nlu/sentences/:id/skip', 'Set a sentence aside as of no use', 200, SentenceOut, {
    params: bySentence,
    body: z.strictObject({ force }),
  }),
} as const satisfies Record<string, Route>;
