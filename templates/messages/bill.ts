import type { Bill } from '../../src/domain/billing/door.js';
import { yuan } from '../../src/kernel/money.js';
import { short, tons, wholeMonth } from '../format.js';

/** The monthly bill as a template message; keys are the template's fields. */
export const monthlyBill = ({ bill, address }: { bill: Bill; address: string }): Record<string, string> => ({
  thing1: short(address, 20),
  character_string2: bill.account,
  time3: wholeMonth(bill.month),
  amount4: `¥${yuan(bill.amountFen)}`,
  thing5: short(`${tons(bill.usage)}，${bill.paidAt ? '已交清' : '未交'}`, 20),
});
