import type { Answer, Intent } from '../intent.js';
import { type Moment, type Policy, wordsOf } from '../moment.js';
import type { Json, Reply, SlotValues } from '../reply.js';
import { mustDetour, pursue } from '../run-goal.js';
import { isIdle, renewed } from '../session.js';
import { readSlots } from '../slots.js';
import type { Input } from '../turn.js';

/**
 * What comes while a person is waited for or speaks, as the slots of the intent that answers to `desk`: `desk` names the conversation, `wish` is
 * what is wanted of the bot all the same, the others are what is said to the person.
 */
export interface AtDesk {
  desk: string;
  /**
   * `leave`: back to the bot; `cancel`: maybe so; `where`: how it stands; `turn`: when it is the own turn; `menu`: a choice or a menu key was
   * tapped; `ask`: something short that the bot can look up at once.
   */
  wish?: 'leave' | 'cancel' | 'where' | 'turn' | 'menu' | 'ask';
  text: string;
  media?: { id: string; kind: 'photo' | 'voice' | 'video' };
  place?: { latitude: number; longitude: number; label: string };
}

/** More words than these are for the person. */
const FEW = 12;

interface Pursued {
  name: string;
  slots: SlotValues;
  words: string;
}

const mediaOf = (input: Input): Pick<AtDesk, 'media' | 'place'> => {
  switch (input.kind) {
    case 'image':
      return { media: { id: input.mediaId, kind: 'photo' } };
    case 'voice':
    case 'video':
      return { media: { id: input.mediaId, kind: input.kind } };
    case 'location':
      return { place: { latitude: input.latitude, longitude: input.longitude, label: input.label } };
    default:
      return {};
  }
};

const textOf = <S>({ turn: { input }, said }: Moment<S>): string => {
  if (said?.kind === 'text') return said.raw;
  if (said?.kind === 'voice') return said.text ?? '';
  return input.kind === 'link' ? `${input.title} ${input.url}`.trim() : '';
};

const wishOf = <S>({ turn: { input }, understood }: Moment<S>): AtDesk['wish'] => {
  if (input.kind === 'menu' || (input.kind === 'text' && input.choice !== undefined)) return 'menu';
  const command = understood?.command;
  if (command === 'robot') return 'leave';
  if (command === 'cancel') return 'cancel';
  if (command === 'human' || command === 'help') return 'where';
  return understood?.asksTurn ? 'turn' : undefined;
};

/** What was asked that the bot can look up at once, changing nothing: by a menu key, or in few words beyond doubt. */
const lookUpIn = async <S>(moment: Moment<S>): Promise<Pursued | undefined> => {
  const { turn, understood, parts } = moment;
  const go = turn.input.kind === 'menu' ? (parts.menu[turn.input.key] ?? { intent: turn.input.key }) : undefined;
  const inWords =
    understood?.action === 'answer' &&
    !understood.command &&
    !understood.asksTurn &&
    [...understood.text].length <= FEW;
  const name = go ? ('intent' in go ? go.intent : undefined) : inWords ? understood.intent : undefined;
  const goal = parts.goals.get(name ?? '');
  if (!goal?.looksUp || (await mustDetour(moment, goal))) return undefined;
  const slots = (go && 'slots' in go ? go.slots : understood?.slots) ?? {};
  return { name: goal.name, slots, words: go ? '' : wordsOf(moment) };
};

const slotsOf = (at: AtDesk): Record<string, Json> => {
  const { desk, wish, text, media, place } = at;
  return {
    desk,
    text,
    ...(wish ? { wish } : {}),
    ...(media ? { media: { ...media } } : {}),
    ...(place ? { place } : {}),
  };
};

/** Asked directly, and not as what was asked last: a talk with a person leaves no trace in the one with the bot. */
const hear = async <S>(
  moment: Moment<S>,
  intent: Intent<S>,
  at: AtDesk,
): Promise<(Reply & Pick<Answer, 'bot'>) | undefined> => {
  const { session, context } = moment;
  const answer = await intent.answer({
    ...context,
    slots: readSlots(intent.slots, slotsOf(at)),
    words: wordsOf(moment),
  });
  if (!answer || answer.desk === null) delete session.desk;
  if (!answer) {
    if (isIdle(session, context.now)) moment.session = renewed(session);
    return undefined;
  }
  const { focus: _focus, more: _more, desk: _desk, ...reply } = answer;
  return reply;
};

const withTail = (answer: Reply | undefined, line: string): Reply =>
  answer ? { ...answer, tail: [answer.tail, line].filter(Boolean).join('\n') } : { text: line };

/**
 * While a person is waited for or speaks, that person is spoken to and the bot is silent, save that it looks up what a waiting one asks in few
 * words. Danger is warned of all the same, beside the person; a
 * pasted card number is. Once the person's conversation is over, the message is the bot's again.
 */
export const desk: Policy = {
  name: 'desk',
  decide: async (moment) => {
    const { session, turn, understood, parts } = moment;
    if (session.desk === undefined || turn.input.kind === 'follow' || turn.input.kind === 'unfollow') return undefined;
    const intent = [...parts.goals.values()].find(({ on }) => on === 'desk');
    if (intent?.kind !== 'intent') return undefined;
    const isDanger = understood?.danger !== undefined;
    const lookUp = isDanger || moment.secret ? undefined : await lookUpIn(moment);
    const wish = isDanger ? undefined : lookUp ? 'ask' : wishOf(moment);
    const at: AtDesk = { desk: session.desk, text: textOf(moment), ...mediaOf(turn.input), ...(wish ? { wish } : {}) };
    const reply = await hear(moment, intent, at);
    if (!reply || isDanger) return undefined;
    if (lookUp && reply.bot) return withTail(await pursue(moment, lookUp.name, lookUp), reply.text);
    return moment.secret ? parts.repair.secretPasted() : reply;
  },
};
