import type { Policy } from '../moment.js';

/** A pasted ID or card number is not kept, and the one who sent it is told so. */
export const secret: Policy = {
  name: 'secret',
  decide: (moment) => (moment.secret ? moment.parts.repair.secretPasted() : undefined),
};
