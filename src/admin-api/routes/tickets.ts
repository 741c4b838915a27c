import { refuse } from '../../kernel/errors.js';
import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import type { Guard } from '../on.js';
import { mayDo } from '../policies.js';
import { presentTicket, presentTicketRow } from '../present.js';

export const ticketRoutes = ({ on, guards, services: { tickets, activity } }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed, ownDistrict } = guards;
  const reading: readonly Guard[] = [limited('read'), signedIn, valid, allowed('tickets.read')];
  const answering = (what: string): readonly Guard[] => [
    limited('write'),
    signedIn,
    valid,
    audited(what),
    allowed('tickets.answer'),
    ownDistrict,
  ];

  on(routes.ticketList, reading, async ({ query, staff }) => {
    const own = staff.role === 'district' ? { district: staff.district ?? '' } : {};
    const { items, next } = await tickets.list({ ...query, ...own });
    return { items: items.map(presentTicketRow), next };
  });

  on(routes.ticketShow, [...reading, ownDistrict], async ({ params, query, staff }) => {
    const ticket = await tickets.show(params.number);
    if (!query.full || !ticket.contact) return presentTicket(ticket);
    if (!mayDo(staff.role, 'tickets.read_full')) refuse('not_allowed', 'tickets.read_full');
    // Recorded before it is shown: no view goes without its line.
    await activity.record({ who: staff.user, what: 'customer.view_full', which: ticket.number, result: 'done' });
    return presentTicket(ticket, true);
  });

  on(routes.ticketTake, answering('ticket.take'), async ({ params, staff, cause }) =>
    presentTicket(await tickets.take({ ...params, by: staff.user, cause })),
  );

  on(routes.ticketReply, answering('ticket.reply'), async ({ params, body, staff, cause, touches }) => {
    const { ticket, way, left } = await tickets.reply({ ...params, ...body, by: staff.user, cause });
    touches(ticket.number, { way, left });
    return { sent: way, left, number: ticket.number, state: ticket.state };
  });

  on(routes.ticketNote, answering('ticket.note'), async ({ params, body, staff, cause }) =>
    presentTicket(await tickets.note({ ...params, ...body, by: staff.user, cause })),
  );

  on(routes.ticketResolve, answering('ticket.resolve'), async ({ params, body, staff, cause }) =>
    presentTicket(await tickets.resolve({ ...params, ...body, by: staff.user, cause })),
  );

  on(routes.ticketClose, answering('ticket.close'), async ({ params, staff, cause }) =>
    presentTicket(await tickets.close({ ...params, by: staff.user, cause })),
  );

  on(
    routes.ticketMedia,
    [limited('read'), signedIn, valid, audited('ticket.view_media'), allowed('tickets.read'), ownDistrict],
    async ({ params: { number, id }, touches }) => {
      touches(number, { media: id });
      return tickets.media(number, id);
    },
  );
};
