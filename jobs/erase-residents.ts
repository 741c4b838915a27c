import type { ToErase } from '../src/domain/customers/door.js';
import { reasonOf } from '../src/kernel/errors.js';
import { defineJob, every } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';
import { erased } from '../templates/replies/own-data.js';

const AT_MOST = 20;
const TICKETS_AT_MOST = 50;

type Needs = Pick<
  Services,
  'channel' | 'conversations' | 'customers' | 'desk' | 'notices' | 'outreach' | 'review' | 'tickets' | 'voices'
>;

/** @returns false when a message of hers is under way: the next run takes her up again */
const eraseOne = async (services: Needs, { openid, following, asked }: ToErase): Promise<boolean> => {
  const { channel, conversations, customers, desk, notices, outreach, review, tickets, voices } = services;
  await notices.forgetResident(openid);
  await tickets.erase({ openid });
  await voices.erase({ openid });
  await outreach.erase({ openid });
  await desk.erase({ openid });
  await conversations.forget(openid);
  await review.erase({ openid });
  if (asked && following)
    await channel.sayIfOpen({ openid, text: erased, cause: `erased:${openid}:${asked.getTime()}` });
  if (!(await channel.erase(openid))) return false;
  await customers.erase({ openid });
  return true;
};

/**
 * Erases who asked for it, or left a month ago, module by module. The customers' row, which says that she is to be erased, goes last, so that
 * what was interrupted is done again; each step done twice is done once. Who asked and still follows is told before the channel forgets her.
 */
export const eraseResidents = defineJob<Needs>({
  name: 'erase-residents',
  due: every(60),
  async run({ services, log }) {
    let done = 0;
    for (const resident of await services.customers.toErase(AT_MOST))
      try {
        if (await eraseOne(services, resident)) done += 1;
      } catch (error) {
        log.error({ reason: reasonOf(error) }, 'a resident was not erased');
      }
    const emptied = await services.tickets.eraseEnded(TICKETS_AT_MOST);
    if (done + emptied > 0) log.info({ residents: done, tickets: emptied }, 'residents erased');
  },
});
