import { reasonOf } from '../../kernel/errors.js';
import type { DeskTools } from './deps.js';
import type { DeskNote, DeskTicket } from './door.js';
import type { DeskUntold } from './schema.js';
import type { DeskHead } from './store.js';

/** The ticket that goes on with a conversation: filed once, under the conversation's own cause. */
const ticketFor = async (tools: DeskTools, { number }: DeskHead): Promise<DeskTicket | undefined> => {
  const talk = await tools.store.byNumber(number);
  if (!talk) return undefined;
  const ticket = await tools.fileTicket({ talk, cause: `desk:${number}:ticket` });
  await tools.store.ticketed(number, ticket.number);
  return ticket;
};

const noteOf = async (tools: DeskTools, seen: DeskHead, tell: DeskUntold): Promise<DeskNote | undefined> => {
  if (tell === 'ended' || tell === 'idle' || tell === 'requeued') return { kind: tell };
  const ticket = await ticketFor(tools, seen);
  return ticket && { kind: 'ticketed', unserved: tell === 'unserved', ticket };
};

const tellOne = async (tools: DeskTools, seen: DeskHead): Promise<boolean> => {
  const { number, openid, tell, tellAt } = seen;
  if (!tell || !tellAt) return true;
  try {
    const note = await noteOf(tools, seen, tell);
    if (note) await tools.tell({ openid, number, cause: `desk:${number}:${tell}:${tellAt.getTime()}`, note });
  } catch (error) {
    tools.log.warn({ desk: number, tell, reason: reasonOf(error) }, 'a resident could not be told about the desk');
    return false;
  }
  await tools.store.told(number, tell, tellAt);
  return true;
};

/** Does what a conversation owes its resident, if anything; what fails stays owed, and the job does it. */
export const settleOwed = async (tools: DeskTools, number: string): Promise<void> => {
  const seen = await tools.store.headOf(number);
  if (seen) await tellOne(tools, seen);
};

/** Tells residents what is still owed, at most `limit`; stops at the first that cannot be told, to try again later. */
export const tellResidents = async (tools: DeskTools, limit: number): Promise<void> => {
  for (const seen of await tools.store.untold(tools.clock.now(), limit)) if (!(await tellOne(tools, seen))) return;
};
