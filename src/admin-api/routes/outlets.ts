import type { Outlet } from '../../domain/outlets/door.js';
import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import type { Guard } from '../on.js';
import { presentOutlet, presentOutletImport } from '../present.js';

export const outletRoutes = ({ on, guards, clock, services: { outlets } }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed } = guards;
  const reading: readonly Guard[] = [limited('read'), signedIn, valid, allowed('outlets.read')];
  const writing = (what: string): readonly Guard[] => [
    limited('write'),
    signedIn,
    valid,
    audited(what),
    allowed('outlets.write'),
  ];
  const present = (outlet: Outlet) => presentOutlet(outlet, outlets.stateAt(outlet, clock.now()));

  on(routes.outletList, reading, async () => ({ items: (await outlets.all()).map(present) }));

  on(routes.outletShow, reading, async ({ params }) => present(await outlets.get(params.name)));

  on(routes.outletPut, writing('outlet.put'), async ({ params, body }) =>
    present((await outlets.put({ ...params, ...body })).outlet),
  );

  on(routes.outletRemove, writing('outlet.remove'), async ({ params }) => {
    await outlets.remove(params.name);
    return undefined;
  });

  on(routes.outletImport, writing('outlet.import'), async ({ body: { outlets: list, dryRun }, touches }) => {
    const changes = await outlets.importOutlets(list, { dryRun });
    const { added, changed, removed } = changes;
    touches('outlets', { dryRun, added: added.length, changed: changed.length, removed: removed.length });
    return presentOutletImport(changes);
  });
};
