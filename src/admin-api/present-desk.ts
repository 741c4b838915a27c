import type { z } from 'zod';
import type { DeskLine, DeskTalk } from '../domain/desk/door.js';
import { maskId } from '../kernel/mask.js';
import type { DeskRowOut, DeskTalkOut } from './contract.js';
import { at, given } from './fields.js';

const presentHead = (talk: DeskTalk) => ({
  number: talk.number,
  state: talk.state,
  resident: maskId(talk.openid),
  ...given('account', talk.account),
  ...given('district', talk.district),
  ...given('clerk', talk.clerk),
  askedAt: talk.askedAt.toISOString(),
  ...at('takenAt', talk.takenAt),
});

const SUMMARY = 40;

/** The beginning of it in one line, without numbers that could be a phone's or a customer's. */
const summaryOf = ({ text, media, place }: DeskLine): string => {
  const words = text || place?.label || (media ? `[${media.kind}]` : '');
  const chars = [...words.replace(/\s+/g, ' ').replace(/\d{5,}/g, (digits) => `****${digits.slice(-2)}`)];
  return chars.length > SUMMARY ? `${chars.slice(0, SUMMARY).join('')}…` : chars.join('');
};

export const presentDeskRow = (talk: DeskTalk, now: Date): z.output<typeof DeskRowOut> => {
  const last = talk.lines.findLast(({ from }) => from === 'resident');
  return {
    ...presentHead(talk),
    sinceSeconds: Math.max(0, Math.round((now.getTime() - talk.askedAt.getTime()) / 1000)),
    owed: talk.last === 'resident',
    ...given('last', last && { at: last.at.toISOString(), text: summaryOf(last) }),
  };
};

const presentLine = ({ id, from, by, at: when, text, before, media, place, sent }: DeskLine) => ({
  id,
  from,
  ...given('by', by),
  at: when.toISOString(),
  text,
  before,
  ...given('media', media && { ...media }),
  ...given('place', place && { ...place }),
  ...given('sent', sent && { way: sent.way, left: sent.left }),
});

/** The whole of it; the caller has recorded the view. */
export const presentDeskTalk = (talk: DeskTalk): z.output<typeof DeskTalkOut> => ({
  ...presentHead(talk),
  ...at('endedAt', talk.endedAt),
  ...given('ending', talk.ending),
  ...given('ticket', talk.ticket),
  lines: talk.lines.map(presentLine),
});
