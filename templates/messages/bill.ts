import type { Bill } from '../../src/domain/billing/door.js';
import { yuan } from '../../src/kernel/money.js';
import { short, tons, wholeMonth } from '../format.js';

/** What a `thing` field holds. */
const MOST = 20;

/** Usage and whether it is paid; and how to see it as a picture, as far as there is room. */
const state = (bill: Bill): string => {
  const said = `${tons(bill.usage)}，${bill.paidAt ? '已交清' : '未交'}`;
  const invited = ['；回复“账单图”看图', '；回复“账单图”'].map((words) => said + words);
  return invited.find((words) => [...words].length <= MOST) ?? short(said, MOST);
};

/** The monthly bill as a template message; keys are the template's fields. */
export const monthlyBill = ({ bill, address }: { bill: Bill; address: string }): Record<string, string> => ({
  thing1: short(address, MOST),
  character_string2: bill.account,
  time3: wholeMonth(bill.month),
  amount4: `¥${yuan(bill.amountFen)}`,
  thing5: state(bill),
});
