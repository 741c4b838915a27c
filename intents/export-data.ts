import * as say from '../templates/replies/own-data.js';
import { titles } from '../templates/replies/titles.js';
import { defineForm, done } from './kit.js';
import { codeField, type OwnProof, provingField, provingHome } from './own-data.js';

/** Of tickets, as many as are looked at. */
const TICKETS = 20;

export const exportData = defineForm<OwnProof>({
  name: 'export_data',
  title: titles.export_data,
  examples: ['导出我的数据', '下载我的个人信息', '你们存了我什么信息'],
  byRule: true,
  open: provingHome,
  fields: [provingField, codeField],
  async submit({ resident, services }) {
    const { customers, desk, outreach, tickets } = services;
    const [{ homes, consent, consentAt }, subscriptions, quiet, own, talks] = await Promise.all([
      customers.resident(resident),
      outreach.subscriptions(resident),
      outreach.quietHours(resident),
      tickets.ofResident(resident, TICKETS),
      desk.countOf(resident),
    ]);
    const subscribed = new Set(subscriptions.map(({ account }) => account));
    return done(
      say.ownData({
        homes,
        subscribed: homes.filter(({ account }) => subscribed.has(account)),
        quiet,
        ...(consent ? { consent: { version: consent, ...(consentAt ? { at: consentAt } : {}) } } : {}),
        tickets: own,
        moreTickets: own.length === TICKETS,
        talks,
      }),
    );
  },
});
