import type { Notice } from '../../domain/notices/door.js';
import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import type { Guard } from '../on.js';
import { presentNotice, presentNoticeDetail, presentNoticeVersion } from '../present.js';

export const noticeRoutes = ({ on, guards, clock, services: { notices } }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed } = guards;
  const reading: readonly Guard[] = [limited('read'), signedIn, valid, allowed('notices.read')];
  const writing = (what: string): readonly Guard[] => [
    limited('write'),
    signedIn,
    valid,
    audited(what),
    allowed('notices.write'),
  ];
  const present = (notice: Notice) => presentNotice(notice, clock.now());
  const detailed = async (notice: Notice) =>
    presentNoticeDetail(notice, await notices.readership(notice.id), clock.now());

  on(routes.noticeList, reading, async ({ query }) => {
    const { items, next } = await notices.list(query);
    return { items: items.map(present), next };
  });

  on(routes.noticeShow, reading, async ({ params }) => detailed(await notices.get(params.id)));

  on(routes.noticeVersions, reading, async ({ params }) => ({
    items: (await notices.versions(params.id)).map(presentNoticeVersion),
  }));

  on(routes.noticeCreate, writing('notice.create'), async ({ body, staff, cause, touches }) => {
    const notice = await notices.create({ ...body, by: staff.user, cause });
    touches(notice.id, { kind: notice.kind });
    return present(notice);
  });

  on(routes.noticeEdit, writing('notice.edit'), async ({ params, body, staff, cause, touches }) => {
    const { version, ...change } = body;
    touches(params.id, { fields: Object.keys(change).join(',') });
    const seen = version === undefined ? {} : { version };
    return detailed(await notices.edit({ ...params, change, ...seen, by: staff.user, cause }));
  });

  on(routes.noticePublish, writing('notice.publish'), async ({ params, body, staff, cause, touches }) => {
    touches(params.id, body.at ? { at: body.at.toISOString() } : {});
    return present(await notices.publish({ ...params, ...body, by: staff.user, cause }));
  });

  on(routes.noticeWithdraw, writing('notice.withdraw'), async ({ params, staff, cause }) =>
    detailed(await notices.withdraw({ ...params, by: staff.user, cause })),
  );

  on(routes.noticeDelete, writing('notice.delete'), async ({ params, staff, cause }) => {
    await notices.remove({ ...params, by: staff.user, cause });
    return undefined;
  });

  on(routes.noticeReport, writing('notice.report'), async ({ params, body, staff, cause }) =>
    present(await notices.report({ ...params, ...body, by: staff.user, cause })),
  );
};
