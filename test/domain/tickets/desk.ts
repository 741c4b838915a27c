import { beforeEach } from '@jest/globals';
import {
  createTickets,
  type NewTicket,
  type Notify,
  type Tickets,
  type TicketsDeps,
} from '../../../src/domain/tickets/index.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { createSeal } from '../../../src/kernel/crypto.js';
import { randomIds } from '../../../src/kernel/ids.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';

const seal = createSeal({ keys: [{ id: 'k1', key: Buffer.alloc(32, 1) }], indexKey: Buffer.alloc(32, 2) });
export const OWNER = 'oResident1';
export const newCause = (): string => randomIds.id();

export interface Desk {
  tickets: Tickets;
  clock: HandClock;
  sent: Parameters<Notify>[0][];
  build(over?: Partial<TicketsDeps>): Tickets;
  filed(over?: Partial<NewTicket>): ReturnType<Tickets['file']>;
  raw(): Promise<string>;
  explain(filter: object, sort: Record<string, 1 | -1>): Promise<string>;
}

/** The module over a real store, its ways out played; new before each test. */
export const withDesk = (): (() => Desk) => {
  const store = withDatabase();
  let desk: Desk;
  beforeEach(async () => {
    const clock = handClock('2026-11-21T09:00:00+08:00');
    const sent: Desk['sent'] = [];
    const build = (over: Partial<TicketsDeps> = {}): Tickets =>
      createTickets({
        db: store.db(),
        clock,
        ids: randomIds,
        seal,
        notify: async (message) => {
          sent.push(message);
          return { way: 'kf', left: 4 };
        },
        reach: async () => new Map(),
        fetchMedia: async () => ({ bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0]), type: 'image/jpeg' }),
        audit: async () => undefined,
        log: silentLog,
        ...over,
      });
    const tickets = build();
    await store.clear();
    desk = {
      tickets,
      clock,
      sent,
      build,
      filed: (over = {}) =>
        tickets.file({ openid: OWNER, kind: 'complaint', text: '路口井盖松动有响声', cause: newCause(), ...over }),
      raw: async () => JSON.stringify(await store.db().collection('tickets').find().toArray()),
      explain: async (filter, sort) =>
        JSON.stringify(await store.db().model('Ticket').find(filter).sort(sort).explain('queryPlanner')),
    };
  });
  return () => desk;
};
