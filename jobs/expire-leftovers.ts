import { defineJob, every } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';

const AT_MOST = 500;
/** Longer than a message may come again: a talk also holds the first answers of its last messages. */
const TALK_KEPT_MS = 4 * 24 * 3_600_000;
/** Sentences to be reviewed, since they were last said. */
const SENTENCE_KEPT_MS = 180 * 24 * 3_600_000;

/**
 * Removes codes, freezes, talks, who was answered from notices that are over, old voices, and old conversations of the desk and sentences to be reviewed;
 * what is left after this piece waits for the next.
 */
export const expireLeftovers = defineJob<
  Pick<Services, 'clock' | 'conversations' | 'customers' | 'desk' | 'notices' | 'review' | 'voices'>
>({
  name: 'expire-leftovers',
  due: every(300),
  async run({ services, log }) {
    const codes = await services.customers.expireCodes(AT_MOST);
    const idleSince = new Date(services.clock.now().getTime() - TALK_KEPT_MS);
    const talks = await services.conversations.forgetIdle(idleSince, AT_MOST);
    const answers = await services.notices.forgetAnswers(AT_MOST);
    const desk = await services.desk.forgetOld(AT_MOST);
    const lastSaid = new Date(services.clock.now().getTime() - SENTENCE_KEPT_MS);
    const sentences = await services.review.forgetOld(lastSaid, AT_MOST);
    const voices = await services.voices.forgetOld(AT_MOST);
    if (codes + talks + answers + desk + sentences + voices > 0)
      log.info({ codes, talks, answers, desk, sentences, voices }, 'what was over removed');
  },
});
