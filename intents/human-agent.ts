import * as say from '../templates/replies/human.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';

export const humanAgent = defineIntent({
  name: 'human_agent',
  title: titles.human_agent,
  examples: ['人工', '转人工', '找个真人'],
  command: 'human',
  async answer({ resident, services, cause }) {
    const [home] = (await services.customers.resident(resident)).homes;
    const contact = home && (await services.customers.customerOf(resident, home.account));
    const about = { mobile: contact?.mobile, hotline: services.company.hotline };
    const waiting = (await services.tickets.ofResident(resident, 10)).find(
      ({ kind, state }) => kind === 'callback' && (state === 'open' || state === 'taken'),
    );
    if (waiting) return say.alreadyAsked({ ...waiting, ...about });
    const ticket = await services.tickets.file({
      openid: resident,
      kind: 'callback',
      text: say.reason,
      ...(contact ? { account: contact.account, district: contact.district, contact } : {}),
      cause,
    });
    return say.willCall({ ...ticket, ...about });
  },
});
