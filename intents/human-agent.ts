import type { Earlier } from '../src/domain/desk/door.js';
import type { Services } from '../src/services.js';
import * as desk from '../templates/replies/desk.js';
import * as say from '../templates/replies/human.js';
import { titles } from '../templates/replies/titles.js';
import { type Context, defineIntent } from './kit.js';

type Asking = Context<Services>;

const contactOf = async ({ resident, services: { customers } }: Asking) => {
  const [home] = (await customers.resident(resident)).homes;
  return home && customers.customerOf(resident, home.account);
};

/** What was said before, and now. */
const earlierOf = ({ before, now }: Asking, words: string): Earlier[] => [
  ...before.flatMap(({ at, said, answer }) => [
    { from: 'resident' as const, at: new Date(at), text: said },
    { from: 'bot' as const, at: new Date(at), text: answer },
  ]),
  ...(words ? [{ from: 'resident' as const, at: now, text: words }] : []),
];

/** A person now when one is there; else a ticket, by which one comes back. */
export const humanAgent = defineIntent({
  name: 'human_agent',
  title: titles.human_agent,
  examples: ['人工', '转人工', '找个真人'],
  command: 'human',
  async answer({ words, slots: _none, ...asking }) {
    const { resident: openid, services, cause } = asking;
    const contact = await contactOf(asking);
    const of = contact ? { account: contact.account, district: contact.district } : {};
    const asked = await services.desk.ask({ openid, earlier: earlierOf(asking, words), ...of, cause });
    if (asked.kind === 'waiting') return { ...desk.handedOver(asked), desk: asked.number };
    if (asked.kind === 'held') return { ...desk.nowServed(), desk: asked.number };
    const about = { mobile: contact?.mobile, hotline: services.company.hotline, opens: asked.opens };
    const waiting = (await services.tickets.ofResident(openid, 10)).find(
      ({ kind, state }) => kind === 'callback' && (state === 'open' || state === 'taken'),
    );
    if (waiting) return say.alreadyAsked({ ...waiting, ...about });
    const ticket = await services.tickets.file({
      openid,
      kind: 'callback',
      text: say.reason,
      ...of,
      ...(contact ? { contact } : {}),
      cause,
    });
    return say.willCall({ ...ticket, ...about });
  },
});
