import type { Services } from '../src/services.js';
import * as say from '../templates/replies/fault.js';
import { titles } from '../templates/replies/titles.js';
import { complaint } from './complaint.js';
import type { Goal } from './kit.js';

const { confirm, fields } = complaint;

/** The complaint form, opened by what is broken: a ticket like any other, asked for in the words of a repair. */
export const reportFault: Goal<Services> = {
  ...complaint,
  name: 'report_fault',
  title: titles.report_fault,
  examples: ['水管漏水', '报修', '井盖没了'],
  open: ({ words }) => (say.saysWhat(words) ? { text: words } : {}),
  fields: fields.map((field) => (field.name === 'text' ? { ...field, ask: () => say.askWhat } : field)),
  ...(confirm
    ? {
        confirm: {
          ...confirm,
          ask: async (context) => say.asReport(await confirm.ask(context)),
          cancel: say.dontReport,
        },
      }
    : {}),
};
