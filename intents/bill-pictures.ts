import type { Bill, Bills } from '../src/domain/billing/door.js';
import type { Home } from '../src/domain/customers/door.js';
import type { Services } from '../src/services.js';
import { billCard } from '../templates/pictures/bill-card.js';
import { usageChart } from '../templates/pictures/usage-chart.js';
import type { Homes } from './homes.js';
import type { Picture, Reply } from './kit.js';

/** More months than this are shown as a chart without being asked. */
const CHART_ABOVE = 6;

/** One bill as a card, with what is owed besides it. */
export const cardOf = async (
  home: Home,
  bill: Bill,
  { billing, company }: Pick<Services, 'billing' | 'company'>,
): Promise<Picture> => {
  const others = (await billing.unpaid(home.account)).filter(({ month }) => month !== bill.month);
  const amountFen = others.reduce((sum, one) => sum + one.amountFen, 0);
  return billCard({ home, bill, company, owed: { months: others.length, amountFen } });
};

/** The words of a range of bills, and on their first page the chart, when they are many or it is asked for. */
export const withChart = (
  words: Reply,
  home: Home,
  { bills, missing }: Extract<Bills, { kind: 'bills' }>,
  { page, picture }: { page: number; picture: boolean },
): Reply =>
  page === 0 && (picture || bills.length > CHART_ABOVE)
    ? { ...words, pictures: [usageChart({ home, bills, missing })] }
    : words;

/** Of several homes the only one whose bills are sent every month: it is that bill whose picture a push invites to ask for. */
export const homePictured = async (meant: Homes, resident: string, { outreach }: Services): Promise<Homes> => {
  if (meant.kind !== 'which') return meant;
  const subscribed = new Set((await outreach.subscriptions(resident)).map(({ account }) => account));
  const pushed = meant.homes.filter(({ account }) => subscribed.has(account));
  return pushed.length === 1 ? { kind: 'these', homes: pushed } : meant;
};
