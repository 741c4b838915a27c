import { z } from 'zod';
import { instant } from './answers.js';

const DeskState = z.enum(['waiting', 'held', 'over']);
const Way = z.enum(['kf', 'template', 'sms', 'queued', 'unknown', 'gone']);
const Speaker = z.enum(['resident', 'bot', 'clerk']);

const head = {
  number: z.string(),
  state: DeskState,
  /** Masked. */
  resident: z.string(),
  account: z.string().optional(),
  district: z.string().optional(),
  clerk: z.string().optional(),
  askedAt: instant,
  takenAt: instant.optional(),
};

/** A row of the list; long numbers in the words are masked. */
export const DeskRowOut = z.object({
  ...head,
  /** Seconds of business time since the resident asked for a person. */
  sinceSeconds: z.number(),
  /** The resident has the last word: a clerk's answer is owed. */
  owed: z.boolean(),
  /** The newest words of the resident. */
  last: z.object({ at: instant, text: z.string() }).optional(),
});

export const DeskListOut = z.object({
  /** Whether residents are put through now. */
  open: z.boolean(),
  items: z.array(DeskRowOut),
});

export const DeskLineOut = z.object({
  id: z.string(),
  from: Speaker,
  by: z.string().optional(),
  at: instant,
  text: z.string(),
  /** Said to the bot, before a person was asked for. */
  before: z.boolean(),
  media: z.object({ id: z.string(), kind: z.enum(['photo', 'voice', 'video']) }).optional(),
  place: z.object({ label: z.string(), latitude: z.number(), longitude: z.number() }).optional(),
  sent: z.object({ way: Way, left: z.number() }).optional(),
});

export const DeskTalkOut = z.object({
  ...head,
  endedAt: instant.optional(),
  ending: z.enum(['resident', 'clerk', 'idle', 'unserved']).optional(),
  /** The ticket that goes on with it. */
  ticket: z.string().optional(),
  lines: z.array(DeskLineOut),
});

/** How a clerk's words went out, and how many messages the chat still allows. */
export const DeskSaidOut = z.object({ sent: Way, left: z.number(), number: z.string() });
