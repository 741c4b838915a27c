import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import type { TicketNote } from '../../src/domain/tickets/door.js';
import { moment } from '../format.js';

/** Asks once, after a complaint's end, whether it is solved. */
export const askVerdict = (number: string, above = ''): Reply =>
  choices(`${above}解决了吗？`, [
    choice('解决了', { intent: 'ticket_status', slots: { number, act: 'solved' } }),
    choice('没解决', { intent: 'ticket_status', slots: { number, act: 'reopen' } }),
  ]);

/** A clerk's words as the resident reads them. */
const clerkAnswer = (number: string, words: string): string => `${number} 的答复：${words}`;

/** A note about a ticket as the resident reads it; `summary` is what fits a template's field. */
export const ticketNote = (note: TicketNote, words: string): { said: Reply; summary: string } => {
  const { kind, number, summary } = note;
  switch (kind) {
    case 'answer':
      return { said: text(clerkAnswer(number, words)), summary };
    case 'ended':
      return words === ''
        ? { said: askVerdict(number, `${number} 办完了。`), summary: '办完了，请看是否解决' }
        : { said: askVerdict(number, `${clerkAnswer(number, words)}\n\n`), summary };
    case 'overdue':
      return {
        said: text(
          `${number} 原定 ${moment(note.dueAt)} 前答复您，超时了。还在办，已标为超时、排到最前。等不及回复“人工”`,
        ),
        summary: '超时了，还在办',
      };
  }
};
