import { z } from 'zod';
import { instant, page } from './answers.js';
import { byId, limit, TextIn, yes } from './requests.js';
import { route } from './route.js';

/** A voice message; in a list its words are shortened and long numbers in them masked. */
export const VoiceOut = z.object({
  id: z.string(),
  /** masked */
  resident: z.string(),
  at: instant,
  outcome: z.enum(['words', 'nothing', 'too_long', 'unavailable']),
  heard: z.string().optional(),
  /** Who heard it, and with what. */
  by: z.string().optional(),
  /** what fetching and hearing took */
  ms: z.number(),
  correction: z.object({ text: z.string(), by: z.string(), at: instant }).optional(),
  /** `size` in bytes */
  audio: z.object({ format: z.string(), size: z.number() }).optional(),
});
/** What corrections taught: `from` is written by recognisers where `to` was said. */
export const MendingOut = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  /** in how many voices it was corrected */
  times: z.number(),
  /** A clerk vouched for it. */
  confirmed: z.boolean(),
  /** It is applied to what is heard. */
  active: z.boolean(),
});

const sinceIn = instant.transform((text) => new Date(text)).exactOptional();

/** Voices of residents, for who corrects what was heard. */
export const voiceRoutes = {
  voiceList: route('GET', '/voices', 'Voice messages, newest first', 200, page(VoiceOut), {
    query: z.strictObject({
      uncorrected: yes,
      since: sinceIn,
      after: z.string().min(1).max(128).exactOptional(),
      limit,
    }),
  }),
  mendingList: route(
    'GET',
    '/voices/words',
    'What corrections taught, the latest first',
    200,
    z.object({ items: z.array(MendingOut) }),
  ),
  mendingRemove: route('DELETE', '/voices/words/:id', 'Take a learnt word back for good', 204, 'nothing', {
    params: byId,
  }),
  voiceShow: route('GET', '/voices/:id', 'One voice message with all its words; recorded', 200, VoiceOut, {
    params: byId,
  }),
  voiceCorrect: route(
    'PUT',
    '/voices/:id/correction',
    'Write down what was really said; `learn` vouches for the words that it teaches',
    200,
    z.object({ voice: VoiceOut, learnt: z.array(MendingOut) }),
    { params: byId, body: TextIn.extend({ learn: z.boolean().default(false) }) },
  ),
  voiceRecording: route('GET', '/voices/:id/recording', 'The recording; recorded', 200, 'bytes', {
    params: byId,
    query: z.strictObject({ as: z.enum(['original', 'wav']).default('original') }),
  }),
} as const;
