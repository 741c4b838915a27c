import type { Policy } from '../moment.js';
import { choice } from './choice.js';
import { classifier } from './classifier.js';
import { command } from './command.js';
import { danger } from './danger.js';
import { desk } from './desk.js';
import { fallback } from './fallback.js';
import { form } from './form.js';
import { happening } from './happening.js';
import { keyword } from './keyword.js';
import { knowledge, nearQuestions } from './knowledge.js';
import { media } from './media.js';
import { secondOpinion } from './second-opinion.js';
import { secret } from './secret.js';
import { tap } from './tap.js';

/** Who is asked, in this order; the first to answer wins, and the last always does. */
export const policies: readonly Policy[] = [
  desk,
  secret,
  happening,
  tap,
  danger,
  command,
  choice,
  form,
  media,
  keyword,
  classifier,
  knowledge,
  secondOpinion,
  nearQuestions,
  fallback,
];
