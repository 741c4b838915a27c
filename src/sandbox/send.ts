import { refuse } from '../kernel/errors.js';
import { randomIds } from '../kernel/ids.js';
import { type ActDeps, readAct } from './acts.js';
import { type Fields, maybeString } from './input.js';
import type { Journal } from './journal.js';
import type { Delivery, Pusher } from './push.js';
import type { Residents } from './residents.js';
import type { Threads } from './threads.js';
import type { MessageWindows } from './windows.js';

/** All that a resident's act may change. */
export interface SendDeps extends ActDeps {
  journal: Journal;
  residents: Residents;
  threads: Threads;
  windows: MessageWindows;
  pusher: Pusher;
}

/** As long as WeChat's own, and unique. */
const newMsgId = (isEvent: boolean): string => (isEvent ? `evt-${randomIds.id()}` : `2490${randomIds.digits(13)}`);

/** One who does not follow can do nothing but follow. */
const mayAct = (following: boolean, event: string | undefined): void => {
  if (!following && event !== 'subscribe') refuse('conflict', 'the resident does not follow the account');
};

/**
 * Lets a resident do something and pushes it to the service. What her phone and the platform know of it is kept before the push.
 * @throws Refused not_found (resident, or the msgId to repeat) | conflict (does not follow) | bad_input
 */
export const sendAsResident =
  (deps: SendDeps) =>
  async (openid: string, fields: Fields): Promise<Delivery> => {
    const { journal, residents, threads, windows, pusher } = deps;
    const resident = residents.need(openid);
    const repeated = maybeString(fields, 'msgId');
    if (repeated !== undefined) {
      const push = pusher.kept(repeated);
      return push?.openid === openid ? pusher.deliver(push) : refuse('not_found', 'no message of this msgId');
    }
    const isEvent = fields.type === 'event';
    mayAct(resident.following, isEvent ? maybeString(fields, 'event') : undefined);
    const msgId = newMsgId(isEvent);
    const act = readAct(fields, msgId, deps);
    const push = pusher.sign(
      { msgId, openid, msgType: act.msgType, visible: act.event !== 'unsubscribe' },
      act.elements,
    );
    journal.together(() => {
      if (act.event === 'subscribe') residents.setFollowing(openid, true);
      if (act.event === 'unsubscribe') {
        residents.setFollowing(openid, false);
        windows.close(openid);
      }
      if (act.opens) windows.open(openid, act.opens);
      if (act.draft) threads.append(openid, act.draft);
      pusher.keep(push);
    });
    return pusher.deliver(push);
  };
