import { dayOf } from '../../kernel/dates.js';
import { refuse } from '../../kernel/errors.js';
import type { TicketTools } from './deps.js';
import type { Addition, NewTicket, Ticket, Tickets } from './door.js';
import { type MediaRow, RANK, type TicketRow } from './schema.js';
import { checkNew, dueFor, numberFor } from './ticket.js';

const ATTEMPTS = 5;

/** Files that came with a ticket or were added, to be fetched; `had`: how many it has. */
export const mediaOf = ({ photos = [], voice }: Addition, { seals }: TicketTools, had = 0): MediaRow[] => {
  const listed = [
    ...photos.map((mediaId) => ({ kind: 'photo' as const, mediaId })),
    ...(voice
      ? [
          {
            kind: 'voice' as const,
            mediaId: voice.mediaId,
            ...(voice.transcript ? { transcript: seals.transcript.close(voice.transcript) } : {}),
          },
        ]
      : []),
  ];
  return listed.map((each, index) => ({ ...each, id: `m${had + index + 1}`, state: 'waiting' }));
};

const rowOf = (input: NewTicket, tools: TicketTools): Omit<TicketRow, 'number'> => {
  const { openid, kind, text, place, contact, account, district, follows, cause } = input;
  const { clock, ids, seals } = tools;
  const openedAt = clock.now();
  const dueAt = dueFor(kind, openedAt);
  const media = mediaOf(input, tools);
  return {
    _id: ids.id(),
    cause,
    kind,
    state: 'open',
    openid,
    ...(account ? { account } : {}),
    ...(district ? { district } : {}),
    filed: seals.filed.close({ text, ...(contact ? { contact } : {}), ...(place ? { place } : {}) }),
    media,
    openedAt,
    dueAt,
    rank: RANK.waiting,
    files: media.length,
    ...(follows ? { follows } : {}),
    lines: [],
    acts: [],
    watchAt: dueAt,
    // Long past on any clock: the first sweep takes it.
    ...(media.length > 0 ? { mediaTryAt: new Date(0) } : {}),
  };
};

/**
 * Files a ticket once per cause. A number may be left out when two filings of one cause meet; it is never given twice.
 * @throws Refused bad_input
 */
export const fileTicket =
  (tools: TicketTools): Tickets['file'] =>
  async (input): Promise<Ticket> => {
    checkNew(input);
    const { store } = tools;
    const row = rowOf(input, tools);
    const day = dayOf(row.openedAt);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const filed = await store.byCause(input.cause);
      if (filed) return filed;
      await store.insert({ ...row, number: numberFor(day, await store.count(day)) });
    }
    return (await store.byCause(input.cause)) ?? refuse('conflict', 'no free ticket number');
  };
