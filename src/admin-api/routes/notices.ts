import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import type { Guard } from '../on.js';
import { presentNotice } from '../present.js';

export const noticeRoutes = ({ on, guards, services: { notices } }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed } = guards;
  const reading: readonly Guard[] = [limited('read'), signedIn, valid, allowed('notices.read')];
  const writing = (what: string): readonly Guard[] => [
    limited('write'),
    signedIn,
    valid,
    audited(what),
    allowed('notices.write'),
  ];

  on(routes.noticeList, reading, async ({ query }) => {
    const { items, next } = await notices.list(query);
    return { items: items.map(presentNotice), next };
  });

  on(routes.noticeShow, reading, async ({ params }) => presentNotice(await notices.get(params.id)));

  on(routes.noticeCreate, writing('notice.create'), async ({ body, staff, cause, touches }) => {
    const notice = await notices.create({ ...body, by: staff.user, cause });
    touches(notice.id, { kind: notice.kind });
    return presentNotice(notice);
  });

  on(routes.noticeEdit, writing('notice.edit'), async ({ params, body, staff, cause, touches }) => {
    const { version, ...change } = body;
    touches(params.id, { fields: Object.keys(change).join(',') });
    const seen = version === undefined ? {} : { version };
    return presentNotice(await notices.edit({ ...params, change, ...seen, by: staff.user, cause }));
  });

  on(routes.noticePublish, writing('notice.publish'), async ({ params, staff, cause }) =>
    presentNotice(await notices.publish({ ...params, by: staff.user, cause })),
  );

  on(routes.noticeWithdraw, writing('notice.withdraw'), async ({ params, staff, cause }) =>
    presentNotice(await notices.withdraw({ ...params, by: staff.user, cause })),
  );

  on(routes.noticeDelete, writing('notice.delete'), async ({ params, staff, cause }) => {
    await notices.remove({ ...params, by: staff.user, cause });
    return undefined;
  });

  on(routes.noticeReport, writing('notice.report'), async ({ params, body, staff, cause }) =>
    presentNotice(await notices.report({ ...params, ...body, by: staff.user, cause })),
  );
};
