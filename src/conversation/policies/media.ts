import { running } from '../ask-form.js';
import type { Moment, Policy } from '../moment.js';
import type { Reply } from '../reply.js';
import { concluded } from '../run-goal.js';
import { missQuestion } from '../take-answer.js';
import type { Heard } from '../turn.js';
import { answerHappening } from './happening.js';

/** At this voice in a row that could not be made out a person is offered. */
const HAND_OVER_AT = 3;

/** What is not words and was taken by no form: a voice that could not be made out, a photo, a place, and what we cannot read. */
export const media: Policy = {
  name: 'media',
  decide: async (moment) => {
    const { input } = moment.turn;
    if (moment.understood) return undefined;
    if (input.kind === 'voice') return unheard(moment, input.heard);
    const run = running(moment);
    if (run) return concluded(moment, await missQuestion(moment, run));
    const { repair } = moment.parts;
    if (input.kind === 'image') {
      const { mediaId } = input;
      return (await answerHappening(moment, 'media', { photo: mediaId })) ?? repair.gotPhoto({ mediaId });
    }
    if (input.kind === 'location') {
      const { latitude, longitude, label } = input;
      const place = { latitude, longitude, label };
      return (await answerHappening(moment, 'media', { place })) ?? repair.gotLocation(place);
    }
    return repair.unsupported(input.kind === 'unsupported' ? input.type : input.kind);
  },
};

/** An open form waits for the voice to be said again, so it is not resumed. */
const unheard = <S>(moment: Moment<S>, heard: Heard): Reply | undefined => {
  if (heard.kind === 'words') return undefined;
  const { session, parts } = moment;
  moment.spoken = true;
  const { times = 0, why } = session.unheard ?? {};
  delete session.unheard;
  if (times + 1 >= HAND_OVER_AT) return parts.repair.unheardHandOver({ why: heard });
  session.unheard = { times: times + 1, why: heard.kind };
  return parts.repair.unheard({ why: heard, misses: why === heard.kind ? 2 : 1 });
};
