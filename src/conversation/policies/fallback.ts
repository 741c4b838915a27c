import { running } from '../ask-form.js';
import { choicesFor, suggestions } from '../follow.js';
import { type Moment, type Policy, wordsOf } from '../moment.js';
import type { Reply } from '../reply.js';
import { concluded } from '../run-goal.js';
import { missQuestion } from '../take-answer.js';
import { answerHappening } from './happening.js';

const HAND_OVER_AT = 3;
/** Words beyond this many say too much at once to be made out. */
const LONG = 300;

/** Nobody made anything of it: ask again, offer what may have been meant, and in the end a person. */
export const fallback: Policy = {
  name: 'fallback',
  decide: async (moment) => {
    const { session, parts } = moment;
    if (moment.stale) return parts.repair.choiceGone();
    const run = running(moment);
    if (run) return concluded(moment, await missQuestion(moment, run));
    const { input } = moment.turn;
    if (input.kind === 'voice') {
      const voice = {
        mediaId: input.mediaId,
        transcript: moment.said?.kind === 'voice' ? (moment.said.text ?? '') : '',
      };
      const taken = await answerHappening(moment, 'media', { voice });
      if (taken) return taken;
    }
    session.misses += 1;
    if (session.misses < HAND_OVER_AT) return askBack(moment, session.misses === 1 ? 1 : 2);
    session.misses = 0;
    return parts.repair.handOver();
  },
};

const askBack = <S>(moment: Moment<S>, misses: 1 | 2): Reply => {
  const { repair } = moment.parts;
  const words = wordsOf(moment);
  if (moment.understood?.empty || words === '') return repair.empty();
  if (/^[\d\s-]+$/.test(words)) return repair.strayDigits(words.replace(/\D/g, ''));
  const { yes, no, ordinal } = moment.understood ?? {};
  if (yes || no || ordinal !== undefined) return repair.nothingAsked();
  if ([...words].length > LONG) return repair.tooLong();
  const nearest = choicesFor(moment, moment.understood?.alternatives ?? [], {
    slots: moment.understood?.slots ?? {},
    words,
  });
  return repair.clarify({ choices: nearest.length ? nearest : suggestions(moment, words), misses });
};
