import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import type { Guard } from '../on.js';
import { describeApi } from '../openapi.js';
import { presentAct } from '../present.js';

/** The service itself: its state, its checks, its audit trail and its own description. */
export const serviceRoutes = ({ on, guards, services: { activity }, health, doctor }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed } = guards;
  const reading: readonly Guard[] = [limited('read'), signedIn, valid];
  const description = describeApi(routes);

  on(routes.openapi, [limited('read'), valid], async () => description);

  on(routes.status, [...reading, allowed('service.read')], () => health());

  on(routes.doctor, [...reading, audited('service.doctor'), allowed('service.read')], async ({ touches }) => {
    const report = await doctor();
    touches('', { ok: report.ok });
    return report;
  });

  on(routes.activityList, [...reading, allowed('activity.read')], async ({ query }) => {
    const acts = await activity.list(query);
    const last = acts.at(-1);
    return { items: acts.map(presentAct), next: acts.length === query.limit && last ? String(last.seq) : null };
  });

  on(routes.activityVerify, [...reading, allowed('activity.read')], async () => {
    const chain = await activity.verify();
    return chain.kind === 'whole' ? { whole: true, count: chain.count } : { whole: false, brokenAt: chain.at };
  });
};
