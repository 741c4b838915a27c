import type { Site } from '../../site/site.js';
import type { Self } from './goals.js';
import type { Staff, TicketRow, TicketSeen } from './staff.js';
import { filedIn, photosAdded } from './told.js';

type Violate = (what: string) => void;

/** Every ticket that somebody was told is there with her words, and no complaint is there twice. */
export const judgeTickets = (people: readonly Self[], rows: readonly TicketRow[], violate: Violate): void => {
  const byNumber = new Map<string, TicketRow>();
  for (const row of rows) {
    if (byNumber.has(row.number)) violate(`${row.number} is there twice`);
    byNumber.set(row.number, row);
  }
  for (const self of people) {
    for (const [number, { mark }] of self.told.tickets) {
      const row = byNumber.get(number);
      if (!row) self.violate(`${number} was told and is gone`);
      else if (!row.summary.includes(mark)) self.violate(`${number} has other words than hers: ${row.summary}`);
    }
    for (const mark of self.told.marks) {
      const filed = rows.filter(({ summary }) => summary.includes(mark));
      if (filed.length > 1) self.violate(`"${mark}" was filed as ${filed.map(({ number }) => number).join(', ')}`);
    }
  }
};

/** A ticket that somebody was told, with the one whom it was told. */
export interface ToldTicket {
  number: string;
  self: Self;
}

export const toldTickets = (people: readonly Self[]): ToldTicket[] =>
  people.flatMap((self) => [...self.told.tickets.keys()].map((number) => ({ number, self })));

/** Each ticket has what the summary showed and what she was told was added since; no file of it was given up. @returns those with a file that is not fetched yet */
export const judgeDetails = async (
  tickets: readonly ToldTicket[],
  staff: Staff,
  textsOf: (self: Self) => readonly string[],
): Promise<ToldTicket[]> => {
  const waiting: ToldTicket[] = [];
  for (const { number, self } of tickets) {
    const wanted = self.told.tickets.get(number);
    const ticket = await staff.ticket(number);
    const count = (test: (file: TicketSeen['media'][number]) => boolean): number => ticket.media.filter(test).length;
    const has = {
      photos: count(({ kind }) => kind === 'photo'),
      voice: count(({ kind }) => kind === 'voice') > 0,
      place: ticket.place !== undefined,
    };
    const photos = (wanted?.photos ?? 0) + photosAdded(textsOf(self), number);
    const differs = !wanted || has.photos !== photos || has.voice !== wanted.voice || has.place !== wanted.place;
    if (differs) self.violate(`${number} has ${JSON.stringify(has)}, she was shown ${JSON.stringify(wanted)}`);
    if (count(({ state }) => state === 'gone') > 0) self.violate(`${number} has lost a file`);
    if (count(({ state }) => state !== 'stored' && state !== 'gone') > 0) waiting.push({ number, self });
  }
  return waiting;
};

/** Whatever was said in a thread, even late: each number told is known, and codes are as many as were asked for. */
export const judgeThreads = async (
  people: readonly { self: Self; texts: readonly string[] }[],
  rows: readonly TicketRow[],
  site: Site,
): Promise<void> => {
  const numbers = new Set(rows.map(({ number }) => number));
  for (const { self, texts } of people) {
    for (const number of texts.map(filedIn))
      if (number && !numbers.has(number)) self.violate(`${number} was told late and is gone`);
    const { customer, told } = self;
    if (!customer) continue;
    const codes = (await site.sms(customer.mobile)).filter(({ code }) => code !== undefined).length;
    if (codes > told.codesAsked) self.violate(`${codes} codes were sent, ${told.codesAsked} asked for`);
    if (told.codeTold && codes === 0) self.violate('a code was told to be sent, and was not');
  }
};

/** A push reaches who was told to be subscribed, once, and nobody else. */
export const judgePush = async (
  people: readonly { self: Self; pushed(): Promise<number> }[],
  site: Site,
  violate: Violate,
): Promise<number> => {
  await site.signIn();
  const run = await site.cliJson<{ sent: number; failed: number; unknown: number }>([
    ...['bills', 'push', '--month', '2026-10'],
  ]);
  if (run.failed + run.unknown > 0) violate(`the push: ${JSON.stringify(run)}`);
  for (const { self, pushed } of people) {
    const had = await pushed();
    if (had !== (self.told.subscribed ? 1 : 0))
      self.violate(`she had the bill ${had} times; told to be subscribed: ${self.told.subscribed}`);
  }
  return run.sent;
};
