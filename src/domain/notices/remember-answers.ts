import type { Clock } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import { sealJson } from '../../kernel/crypto.js';
import type { AnswerStore } from './answer-store.js';
import type { Answered, Notice, Notices, Place } from './door.js';
import { type Facts, factsOf } from './facts.js';

/** A place that a notice was asked about, and whether it was touched then. */
export interface AskedPlace {
  place: Place;
  touched: boolean;
}

export interface AnswerTools {
  answers: AnswerStore;
  seal: Seal;
  clock: Clock;
}

const DAY_MS = 86_400_000;
/** How long an answer is remembered after the outage is over. */
const KEPT_AFTER_MS = 7 * DAY_MS;
/** And when nobody says when it is over, after the answer. */
const KEPT_OPEN_MS = 60 * DAY_MS;
const PLACES_MAX = 5;

/** When what a resident knows of a notice is forgotten. */
export const eraseAtOf = ({ to, off }: Facts, now: Date): Date => {
  const ended = off ? now : to;
  return ended
    ? new Date(Math.max(ended.getTime(), now.getTime()) + KEPT_AFTER_MS)
    : new Date(now.getTime() + KEPT_OPEN_MS);
};

/** Places are residents' words and addresses: kept sealed. */
export const placeBoxes = (seal: Seal) => sealJson<readonly AskedPlace[]>(seal, 'notices.answer');

const sameAs =
  (one: AskedPlace) =>
  ({ place }: AskedPlace): boolean =>
    JSON.stringify(place) === JSON.stringify(one.place);

/** The answers of each notice. */
const byNotice = (answers: readonly Answered[]): { notice: Notice; asked: AskedPlace[] }[] => {
  const found = new Map<string, { notice: Notice; asked: AskedPlace[] }>();
  for (const { place, hit, touched } of answers) {
    const entry = found.get(hit.notice.id) ?? { notice: hit.notice, asked: [] };
    entry.asked.push({ place, touched });
    found.set(hit.notice.id, entry);
  }
  return [...found.values()];
};

/** One row a resident and notice: what she knows is what she was answered last, the places are all that she asked about. */
export const rememberAnswers =
  ({ answers: store, seal, clock }: AnswerTools): Notices['remember'] =>
  async ({ openid, answers, cause }) => {
    const boxes = placeBoxes(seal);
    const now = clock.now();
    for (const { notice, asked } of byNotice(answers)) {
      const before = await store.find(notice.id, openid);
      const earlier = before ? boxes.open(before.box).filter((one) => !asked.some(sameAs(one))) : [];
      const facts = factsOf(notice);
      await store.put({
        ...facts,
        notice: notice.id,
        openid,
        version: notice.version,
        box: boxes.close([...earlier, ...asked].slice(-PLACES_MAX)),
        cause,
        answeredAt: now,
        eraseAt: eraseAtOf(facts, now),
      });
    }
  };
