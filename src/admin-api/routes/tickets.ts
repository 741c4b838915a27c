import type { Ticket } from '../../domain/tickets/door.js';
import { refuse } from '../../kernel/errors.js';
import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import type { Guard } from '../on.js';
import { mayDo } from '../policies.js';
import { presentTicket, presentTicketRow } from '../present-ticket.js';

export const ticketRoutes = ({ on, guards, services: { tickets, activity, staff: colleagues } }: Edge): void => {
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

  const CLOSED = { way: 'queued' } as const;
  const shown = async (ticket: Ticket, full = false) =>
    presentTicket(ticket, (await tickets.reach([ticket.openid])).get(ticket.openid) ?? CLOSED, full);

  on(routes.ticketList, reading, async ({ query, staff }) => {
    const own = staff.role === 'district' ? { district: staff.district ?? '' } : {};
    const { items, next } = await tickets.list({ ...query, ...own });
    const [reach, near] = await Promise.all([tickets.reach(items.map(({ openid }) => openid)), tickets.near(items)]);
    const row = (item: Ticket) => presentTicketRow(item, reach.get(item.openid) ?? CLOSED, near.get(item.number) ?? []);
    return { items: items.map(row), next };
  });

  on(routes.ticketShow, [...reading, ownDistrict], async ({ params, query, staff }) => {
    const ticket = await tickets.show(params.number);
    if (!query.full || !ticket.contact) return shown(ticket);
    if (!mayDo(staff.role, 'tickets.read_full')) refuse('not_allowed', 'tickets.read_full');
    // Recorded before it is shown: no view goes without its line.
    await activity.record({ who: staff.user, what: 'customer.view_full', which: ticket.number, result: 'done' });
    return shown(ticket, true);
  });

  on(routes.ticketTake, answering('ticket.take'), async ({ params, staff, cause }) =>
    shown(await tickets.take({ ...params, by: staff.user, cause })),
  );

  // Who manages accounts may also move what another clerk holds: of one who is ill, or has left.
  on(routes.ticketRelease, answering('ticket.release'), async ({ params, staff, cause }) =>
    shown(await tickets.release({ ...params, by: staff.user, cause, force: mayDo(staff.role, 'accounts.manage') })),
  );

  on(
    routes.ticketTransfer,
    answering('ticket.transfer'),
    async ({ params, body: { clerk: to }, staff, cause, touches }) => {
      const { number } = params;
      touches(number, { to });
      const [ticket, accounts] = await Promise.all([tickets.show(number), colleagues.accounts()]);
      const receiver = accounts.find(({ user, disabled }) => user === to && !disabled) ?? refuse('staff_unknown');
      const district = receiver.role === 'district' ? receiver.district : ticket.district;
      if (!mayDo(receiver.role, 'tickets.answer') || district !== ticket.district)
        refuse('bad_input', 'clerk: may not answer this ticket', { field: 'clerk' });
      const force = mayDo(staff.role, 'accounts.manage');
      return shown(await tickets.transfer({ number, to, by: staff.user, cause, force }));
    },
  );

  on(routes.ticketReply, answering('ticket.reply'), async ({ params, body, staff, cause, touches }) => {
    const { ticket, way, left } = await tickets.reply({ ...params, ...body, by: staff.user, cause });
    touches(ticket.number, { way, left });
    return { sent: way, left, number: ticket.number, state: ticket.state };
  });

  on(routes.ticketNote, answering('ticket.note'), async ({ params, body, staff, cause }) =>
    shown(await tickets.note({ ...params, ...body, by: staff.user, cause })),
  );

  on(routes.ticketResolve, answering('ticket.resolve'), async ({ params, body, staff, cause }) =>
    shown(await tickets.resolve({ ...params, ...body, by: staff.user, cause })),
  );

  on(routes.ticketClose, answering('ticket.close'), async ({ params, body, staff, cause }) =>
    shown(await tickets.close({ ...params, ...body, by: staff.user, cause })),
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
