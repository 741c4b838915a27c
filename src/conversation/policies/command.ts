import { runCommand } from '../follow.js';
import type { Policy } from '../moment.js';

/** Cancel, back, help, a person, more: worded any way, at any time. An outdated label that reads like one is none. */
export const command: Policy = {
  name: 'command',
  decide: (moment) => {
    const said = moment.understood?.command;
    return said === undefined || moment.stale ? undefined : runCommand(moment, said);
  },
};
