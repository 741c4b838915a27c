import { z } from 'zod';
import * as answer from './answers-desk.js';
import { key, TextIn } from './requests.js';
import { type Route, route } from './route.js';

const byTalk = z.strictObject({ number: z.string().regex(/^RG\d{11,14}$/, 'RG20261121001') });

/** The routes of the live desk, a part of the one table. */
export const deskRoutes = {
  deskList: route(
    'GET',
    '/desk',
    'Residents who wait for a person, the first in the queue first, then those who are spoken to',
    200,
    answer.DeskListOut,
    { query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(100) }) },
  ),
  deskShow: route('GET', '/desk/:number', 'A whole conversation; the view is recorded', 200, answer.DeskTalkOut, {
    params: byTalk,
  }),
  deskFile: route('GET', '/desk/:number/files/:line', 'A photo or voice of a conversation', 200, 'bytes', {
    params: byTalk.extend({ line: key }),
  }),
  deskTake: route('POST', '/desk/:number/take', 'Take a resident who waits', 200, answer.DeskTalkOut, {
    params: byTalk,
  }),
  deskSay: route(
    'POST',
    '/desk/:number/words',
    'Say words to the resident; who waits is taken by it',
    201,
    answer.DeskSaidOut,
    { params: byTalk, body: TextIn },
  ),
  deskRelease: route(
    'POST',
    '/desk/:number/release',
    'Give the resident back to the bot, who is told; `toTicket`: a ticket goes on with it',
    200,
    answer.DeskTalkOut,
    { params: byTalk, body: z.strictObject({ toTicket: z.boolean().default(false) }) },
  ),
} as const satisfies Record<string, Route>;
