import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import type { Guard } from '../on.js';

export const accountRoutes = ({ on, guards, services: { staff } }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed } = guards;
  const managing = (what: string): readonly Guard[] => [
    limited('write'),
    signedIn,
    valid,
    audited(what),
    allowed('accounts.manage'),
  ];

  on(routes.accountList, [limited('read'), signedIn, valid, allowed('accounts.manage')], async () => ({
    items: [...(await staff.accounts())],
  }));

  on(routes.putAccount, managing('staff.put_account'), async ({ params: { user }, body, staff: by, touches }) => {
    touches(user, { role: body.role, ...(body.district ? { district: body.district } : {}) });
    return staff.putAccount({ user, ...body, by: by.user });
  });

  on(routes.accountDisable, managing('staff.disable'), ({ params: { user }, staff: by }) =>
    staff.setDisabled({ user, disabled: true, by: by.user }),
  );

  on(routes.accountEnable, managing('staff.enable'), ({ params: { user }, staff: by }) =>
    staff.setDisabled({ user, disabled: false, by: by.user }),
  );
};
