import type { Question } from '../src/domain/knowledge/index.js';
import { accountQuestions } from './questions/account.js';
import { billQuestions } from './questions/bill.js';
import { livingQuestions } from './questions/living.js';
import { meterQuestions } from './questions/meter.js';
import { serviceQuestions } from './questions/service.js';

/**
 * The demo's knowledge base. Figures are those of the demo utility (prices, days, outlets) or of national rules (GB 5749-2022,
 * JJG 162-2019, the State Council's notice of 2020 on connection fees); whatever a city decides for itself is sent to the office.
 */
export const demoQuestions: readonly Question[] = [
  ...billQuestions,
  ...accountQuestions,
  ...meterQuestions,
  ...serviceQuestions,
  ...livingQuestions,
];
