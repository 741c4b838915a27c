import { metresBetween } from '../../kernel/geo.js';
import type { TicketTools } from './deps.js';
import type { Ticket, TicketPlace, Tickets } from './door.js';
import { isOver } from './ticket.js';

/** What a complaint says and where. */
export interface Matter {
  text: string;
  place?: TicketPlace;
}

/** Metres between two sent locations of one matter. */
const NEAR_M = 150;
/** Share of pairs of characters that two texts have in common, from which they are alike. */
const ALIKE = 0.5;
/** A shorter text says too little to be compared. */
const SHORTEST = 4;
/** Characters that may tell one place from another. */
const PLACE_LEAST = 5;
const WITHIN_MS = 3_600_000;
const LOOKED_AT = 5;

/** Letters, digits and characters only, one case. */
const plain = (words: string): string =>
  words
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const pairs = (words: string): string[] => {
  const chars = [...plain(words)];
  return chars.slice(1).map((char, i) => `${chars[i]}${char}`);
};

/** Dice's coefficient over pairs of neighbouring characters, 0 to 1: twice what both have over what each has. */
export const likeness = (a: string, b: string): number => {
  const [of, other] = [pairs(a), pairs(b)];
  if (of.length === 0 || other.length === 0) return plain(a) !== '' && plain(a) === plain(b) ? 1 : 0;
  const left = new Map<string, number>();
  for (const pair of of) left.set(pair, (left.get(pair) ?? 0) + 1);
  let common = 0;
  for (const pair of other) {
    const count = left.get(pair) ?? 0;
    if (count > 0) common += 1;
    left.set(pair, count - 1);
  }
  return (2 * common) / (of.length + other.length);
};

/** Within 150 m where both were sent as locations, else the same words; fewer than five characters name no place. */
export const samePlace = (a: TicketPlace | undefined, b: TicketPlace | undefined): boolean => {
  if (!a || !b) return false;
  if (a.latitude !== undefined && a.longitude !== undefined && b.latitude !== undefined && b.longitude !== undefined)
    return (
      metresBetween(
        { latitude: a.latitude, longitude: a.longitude },
        { latitude: b.latitude, longitude: b.longitude },
      ) <= NEAR_M
    );
  return [...plain(a.label)].length >= PLACE_LEAST && plain(a.label) === plain(b.label);
};

/** Whether two complaints may be about the same: the same place, or words of which half is common. */
export const sameMatter = (a: Matter, b: Matter): boolean =>
  samePlace(a.place, b.place) ||
  ([...plain(a.text)].length >= SHORTEST && [...plain(b.text)].length >= SHORTEST && likeness(a.text, b.text) >= ALIKE);

/** The resident's newest unfinished complaint of the last hour that may be about the same. */
export const similarTicket =
  ({ store, clock }: TicketTools): Tickets['similar'] =>
  async ({ openid, ...matter }): Promise<Ticket | undefined> => {
    const since = clock.now().getTime() - WITHIN_MS;
    const recent = await store.ofResident(openid, LOOKED_AT);
    return recent.find(
      (ticket) =>
        ticket.kind === 'complaint' &&
        !isOver(ticket) &&
        ticket.openedAt.getTime() >= since &&
        sameMatter(matter, ticket),
    );
  };

const AROUND_MS = 6 * 3_600_000;
/** Of the tickets filed around those shown; more than a burst main brings in. */
const COMPARED = 200;

/** Other residents' tickets from the same place, for staff to see that they may be one matter. Places are sealed, so they are compared here. */
export const nearTickets =
  ({ store }: TicketTools): Tickets['near'] =>
  async (tickets) => {
    const placed = tickets.filter((ticket) => ticket.place && !isOver(ticket));
    if (placed.length === 0) return new Map();
    const times = placed.map(({ openedAt }) => openedAt.getTime());
    const [from, to] = [Math.min(...times) - AROUND_MS, Math.max(...times) + AROUND_MS];
    const around = await store.openedBetween(new Date(from), new Date(to), COMPARED);
    const isNear = (a: Ticket, b: Ticket): boolean =>
      a.openid !== b.openid &&
      !isOver(b) &&
      Math.abs(a.openedAt.getTime() - b.openedAt.getTime()) <= AROUND_MS &&
      samePlace(a.place, b.place);
    return new Map(
      placed.map((ticket) => [
        ticket.number,
        around.filter((other) => isNear(ticket, other)).map(({ number }) => number),
      ]),
    );
  };
