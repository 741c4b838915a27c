import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import type { Guard } from '../on.js';
import { mayDo } from '../policies.js';
import { presentDeskRow, presentDeskTalk } from '../present-desk.js';

export const deskRoutes = ({ on, guards, clock, services: { desk } }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed, ownDesk } = guards;
  const serving = (what: string, budget: 'read' | 'write' = 'write'): readonly Guard[] => [
    limited(budget),
    signedIn,
    valid,
    audited(what),
    allowed('desk.serve'),
    ownDesk,
  ];

  on(
    routes.deskList,
    [limited('read'), signedIn, valid, allowed('desk.serve')],
    async ({ query: { limit }, staff: { role, district = '' } }) => {
      const now = clock.now();
      const items = await desk.list({ limit, ...(role === 'district' ? { district } : {}) });
      return { open: desk.stateAt(now).kind === 'open', items: items.map((talk) => presentDeskRow(talk, now)) };
    },
  );

  // The words are shown as they were said: each look leaves a line.
  on(routes.deskShow, serving('desk.view_full', 'read'), async ({ params }) =>
    presentDeskTalk(await desk.show(params.number)),
  );

  on(routes.deskFile, serving('desk.view_file', 'read'), async ({ params, touches }) => {
    touches(params.number, { line: params.line });
    return desk.file(params);
  });

  on(routes.deskTake, serving('desk.take'), async ({ params, staff, cause }) =>
    presentDeskTalk(await desk.take({ ...params, by: staff.user, cause })),
  );

  on(routes.deskSay, serving('desk.say'), async ({ params, body, staff, cause, touches }) => {
    const { number } = params;
    const { way, left } = await desk.say({ ...params, ...body, by: staff.user, cause });
    touches(number, { way, left });
    return { sent: way, left, number };
  });

  // Who manages accounts may also end what another clerk holds: of one who is ill, or has left.
  on(routes.deskRelease, serving('desk.release'), async ({ params, body, staff, cause, touches }) => {
    const force = mayDo(staff.role, 'accounts.manage');
    const talk = await desk.release({ ...params, ...body, by: staff.user, cause, force });
    touches(talk.number, { toTicket: body.toTicket });
    return presentDeskTalk(talk);
  });
};
