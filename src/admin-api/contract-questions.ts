import { z } from 'zod';
import type { More } from '../domain/knowledge/door.js';
import { instant } from './answers.js';
import { words } from './requests.js';
import { type Route, route } from './route.js';

export const QuestionState = z.enum(['online', 'offline']);
/** A question of the knowledge base. */
export const QuestionOut = z.object({
  id: z.string(),
  title: z.string(),
  /** Other ways to ask it. */
  asked: z.array(z.string()),
  answer: z.string(),
  /** `hotline`, `human`, `goal:NAME`, `question:ID` or an https address. */
  more: z.array(z.string()),
  /** A whole message that comes to one of these is answered at once. */
  keywords: z.array(z.string()),
  state: QuestionState,
  revision: z.number(),
  changedAt: instant,
  changedBy: z.string(),
  views: z.number(),
});
/** Scores from 0 to 1, nearest first; what was answered or offered is told by `outcome`. */
export const QuestionSearchOut = z.object({
  outcome: z.enum(['answered', 'offered', 'none']),
  /** The words are held for another trade's. */
  foreign: z.boolean(),
  nearest: z.array(z.object({ id: z.string(), title: z.string(), score: z.number() })),
});
/** What an import changes or would change, by id. */
export const QuestionImportOut = z.object({
  imported: z.number(),
  added: z.array(z.string()),
  changed: z.array(z.string()),
});

export const questionId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits, hyphens')
  .max(60);
/** The revision that was seen; 0: there must be none yet. */
export const seenRevision = z.coerce.number().int().min(0).exactOptional();
const isMore = (text: string): text is More =>
  /^(hotline|human|goal:[a-z_]{1,40}|question:[a-z0-9-]{1,60}|https:\/\/[^\s"'<>]{4,300})$/.test(text);
/** A question without its id. */
export const QuestionIn = z.strictObject({
  title: words(40),
  /** Other ways to ask it. */
  asked: z.array(words(60)).max(60).default([]),
  /** What a phone shows without scrolling. */
  answer: words(300),
  /** Where more is to be had. */
  more: z
    .array(z.string().refine(isMore, { error: 'hotline, human, goal:NAME, question:ID or https://…' }))
    .max(3)
    .default([]),
  /** Whole messages that are answered at once, before anybody wonders what they ask. */
  keywords: z.array(words(20).regex(/\p{L}/u, 'a letter')).max(10).default([]),
});
/** A part of an import. */
export const QuestionsIn = z.strictObject({
  questions: z
    .array(QuestionIn.extend({ id: questionId }))
    .min(1)
    .max(200),
  dryRun: z.boolean().default(false),
});

const byQuestion = z.strictObject({ id: questionId });

/** The routes of the knowledge base, a part of the one table. */
export const questionRoutes = {
  questionList: route(
    'GET',
    '/questions',
    'Questions of the knowledge base, by id or those answered most first',
    200,
    z.object({ items: z.array(QuestionOut) }),
    { query: z.strictObject({ sort: z.enum(['id', 'views']).default('id') }) },
  ),
  questionShow: route('GET', '/questions/:id', 'One question', 200, QuestionOut, { params: byQuestion }),
  questionSearch: route(
    'GET',
    '/questions/search',
    'What a resident would be answered to these words, and how near each question is',
    200,
    QuestionSearchOut,
    { query: z.strictObject({ words: words(300) }) },
  ),
  questionPut: route(
    'PUT',
    '/questions/:id',
    'Add a question, or replace it when it still has the revision that was seen',
    200,
    QuestionOut,
    { params: byQuestion, body: QuestionIn.extend({ state: QuestionState, revision: seenRevision }) },
  ),
  questionRemove: route('DELETE', '/questions/:id', 'Remove a question', 204, 'nothing', {
    params: byQuestion,
    query: z.strictObject({ revision: seenRevision }),
  }),
  questionImport: route(
    'POST',
    '/questions/import',
    'Add and replace questions; others stay. A dry run says what would change',
    200,
    QuestionImportOut,
    { body: QuestionsIn },
  ),
} as const satisfies Record<string, Route>;
