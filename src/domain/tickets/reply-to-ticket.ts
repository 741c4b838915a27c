import { realNow } from '../../kernel/clock.js';
import { refuse } from '../../kernel/errors.js';
import type { TicketTools } from './deps.js';
import type { Ticket, TicketAct, Way } from './door.js';
import type { OpenedLine } from './store.js';
import { checkLine, hasRoom, mayAnswer } from './ticket.js';

/** Characters of an answer that a template message can carry beside the number. */
const SUMMARY_MAX = 20;

const summaryOf = (text: string): string => [...text.replace(/\s+/gu, ' ').trim()].slice(0, SUMMARY_MAX).join('');

const openLine = async (tools: TicketTools, act: TicketAct & { text: string }): Promise<OpenedLine> => {
  const { store, clock, ids, seals } = tools;
  const { number, by, text, cause } = act;
  const earlier = await store.lineOf(number, cause);
  if (earlier) return earlier;
  const seen = (await store.byNumber(number)) ?? refuse('ticket_unknown');
  mayAnswer(seen, by);
  hasRoom(seen);
  const ticket = await store.addLine(
    number,
    {
      id: ids.id(),
      from: 'clerk',
      by,
      at: clock.now(),
      text: seals.line.close(text),
      toResident: true,
      cause,
      sendingSince: new Date(realNow()),
    },
    ['open', 'taken'],
  );
  if (ticket) return { ticket, text };
  // Somebody was quicker: the same call, or another clerk.
  const quicker = await store.lineOf(number, cause);
  if (quicker) return quicker;
  mayAnswer((await store.byNumber(number)) ?? refuse('ticket_unknown'), by);
  return refuse('conflict', 'the ticket keeps changing');
};

/**
 * Sends a clerk's answer to the resident and writes it on the ticket. The line is written first, with its send open; then it is sent
 * under the call's cause, and settled. A repeat of the cause returns the first outcome; where the first call died in between, it asks
 * the sender again under the same cause, which sends at most once and says `unknown` when it cannot tell.
 * @throws Refused bad_input | ticket_unknown | ticket_not_yours | ticket_closed | conflict
 */
export const replyToTicket =
  (tools: TicketTools) =>
  async (act: TicketAct & { text: string; ends?: boolean }): Promise<{ ticket: Ticket; way: Way; left: number }> => {
    checkLine(act.text);
    const { store, notify, clock } = tools;
    const line = await openLine(tools, act);
    if (line.sent) return { ticket: line.ticket, ...line.sent };
    const { number, cause } = act;
    const sent = await notify({
      openid: line.ticket.openid,
      cause,
      text: line.text,
      ticket: { kind: act.ends ? 'ended' : 'answer', number, summary: summaryOf(line.text) },
    });
    await store.settleLine(number, cause, sent, clock.now());
    const settled = (await store.lineOf(number, cause)) ?? refuse('ticket_unknown');
    return { ticket: settled.ticket, ...(settled.sent ?? sent) };
  };
