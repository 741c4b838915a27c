import { realNow } from '../../kernel/clock.js';
import { refuse } from '../../kernel/errors.js';
import type { DeskTools } from './deps.js';
import type { Desk, DeskAct, DeskTalk } from './door.js';
import { sentOf } from './present-talk.js';
import type { DeskLineRow } from './schema.js';
import { IDLE_MS, LINES_MAX, mayServe, SAYING_MAX } from './talk.js';
import { settleOwed } from './tell-residents.js';

const get = async ({ store }: DeskTools, number: string): Promise<DeskTalk> =>
  (await store.byNumber(number)) ?? refuse('desk_unknown');

const idleAfter = (now: Date): Date => new Date(now.getTime() + IDLE_MS);

/** The first to take it has it. @throws Refused desk_unknown | desk_not_yours | desk_over */
export const takeTalk =
  (tools: DeskTools): Desk['take'] =>
  async ({ number, by }) => {
    const now = tools.clock.now();
    const taken = await tools.store.take(number, by, now, idleAfter(now));
    if (taken) return taken;
    const seen = await get(tools, number);
    mayServe(seen, by);
    return seen;
  };

type Opened = { talk: DeskTalk; line: DeskLineRow };

const openWord = async (tools: DeskTools, act: DeskAct & { text: string }): Promise<Opened> => {
  const { store, clock, ids, said } = tools;
  const { number, by, text, cause } = act;
  const earlier = await store.lineOf(number, cause);
  if (earlier) return earlier;
  const seen = await get(tools, number);
  mayServe(seen, by);
  if (seen.lines.length >= LINES_MAX) refuse('conflict', 'too many lines');
  const at = clock.now();
  const line = {
    id: ids.id(),
    from: 'clerk' as const,
    by,
    at,
    said: said.close({ text }),
    cause,
    sendingSince: new Date(realNow()),
  };
  const talk = await store.addWord(number, by, line, idleAfter(at));
  if (talk) return { talk, line };
  // Somebody was quicker: the same call, another clerk, or the resident who left.
  const quicker = await store.lineOf(number, cause);
  if (quicker) return quicker;
  mayServe(await get(tools, number), by);
  return refuse('conflict', 'the conversation keeps changing');
};

/**
 * Says a clerk's words to the resident. The line is written first, with its send open; then it is sent under the call's cause, and settled. A
 * repeat of the cause returns the first outcome; where the first call died in between, it asks the sender again under the same cause, which
 * sends at most once and says `unknown` when it cannot tell.
 * @throws Refused bad_input | desk_unknown | desk_not_yours | desk_over | conflict
 */
export const sayWords =
  (tools: DeskTools): Desk['say'] =>
  async (act) => {
    const { number, cause, text } = act;
    if (text.trim() === '' || [...text].length > SAYING_MAX) refuse('bad_input', 'text', { field: 'text' });
    const { talk, line } = await openWord(tools, act);
    if (line.way) return { talk, ...(sentOf(line) ?? { way: 'unknown', left: 0 }) };
    const words = tools.said.open(line.said).text;
    const sent = await tools.tell({ openid: talk.openid, number, cause, note: { kind: 'said', text: words } });
    await tools.store.settleLine(number, cause, sent);
    const settled = await tools.store.lineOf(number, cause);
    return { talk: settled?.talk ?? talk, ...((settled && sentOf(settled.line)) ?? sent) };
  };

/** Ends it, once a cause; what is owed after that is done now, or by the job. @throws Refused desk_unknown | desk_not_yours | desk_over */
export const releaseTalk =
  (tools: DeskTools): Desk['release'] =>
  async ({ number, by, cause, toTicket = false, force = false }) => {
    const { store, clock } = tools;
    const tell = toTicket ? 'ticketed' : 'ended';
    const released = await store.release({ number, by, cause, at: clock.now(), tell, force });
    if (!released && !(await store.hasActed(number, cause))) {
      mayServe(await get(tools, number), force ? ((await get(tools, number)).clerk ?? by) : by);
      refuse('conflict', 'the conversation keeps changing');
    }
    await settleOwed(tools, number);
    return get(tools, number);
  };
