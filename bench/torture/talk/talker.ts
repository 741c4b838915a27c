import { type Act, type Delivery, type Resident, spoken, type ThreadMessage } from '../../site/driver.js';
import type { Chance } from '../chance.js';
import type { Mortal } from './service.js';

/** How a message was answered; `note`: by an honest word that it may not have been taken, so it is to be sent again. */
export type Heard = Answered | { kind: 'note' } | { kind: 'nothing' };

/** `reply`: as the reply to this very message, so that it is surely its answer. */
interface Answered {
  kind: 'answer';
  text: string;
  reply: boolean;
}

/** One resident with her phone, who insists on an answer. */
export interface Talker {
  name: string;
  /** Does one thing and waits for what is answered: at once, later, or to the same message sent again. */
  does(act: Act): Promise<Heard>;
  /** The end of her thread, for a violation. */
  excerpt(): Promise<string>;
  /** Waits for repeats that she did not wait for. */
  rest(): Promise<void>;
}

/** What the trial counts of the talks. */
export interface TalkFigures {
  messages: number;
  passive: number;
  late: number;
  notes: number;
  bubbles: number;
  repeats: number;
  /** Answered to the same message sent again. */
  resent: number;
  /** Answers that came a second time, as a message of their own. */
  again: number;
  slowestMs: number;
}

export interface TalkerDeps {
  mortal: Mortal;
  chance: Chance;
  figures: TalkFigures;
  violate(what: string): void;
}

/** The words of the edge, by what they promise. */
const SOON = /结果马上发给您|稍后给您答复/;
const SEND_AGAIN = /这条还没收好|这条没收到|可能没有办成/;
const MAY_BE_LOST = /最近一条可能没收到答复/;
/** Told to whom it may concern, an answer to nothing. */
const NOTICE = /有另一个微信绑定了/;

const isAnswer = (text: string): boolean => ![SOON, SEND_AGAIN, MAY_BE_LOST, NOTICE].some((one) => one.test(text));

/** Real milliseconds of a living service within which an answer must have come. */
const PATIENCE_MS = 60_000;
/** Real seconds after which a resident sends the same message again. */
const RESEND_S = 6;
/** The same, when her phone showed that the account could not be reached. */
const RESEND_SOON_S = 0.3;
const REMEMBERED = 4;
const EXCERPT = 18;

export const createTalker = (name: string, resident: Resident, deps: TalkerDeps): Talker => {
  const { mortal, chance, figures, violate } = deps;
  let seen = 0;
  /** What she was answered last; it may come once more after a death. */
  let recent: string[] = [];
  /** Replies by message, for repeats. */
  const answered: { msgId: string; text: string }[] = [];
  const repeats = new Set<Promise<void>>();
  /** Answers to repeats that died on their way: they may come as messages of their own, whatever she asks by then. */
  const owed = new Set<string>();

  const read = async (seconds: number): Promise<ThreadMessage[]> => {
    const messages = await resident.thread(seen, seconds);
    seen = messages.at(-1)?.seq ?? seen;
    return messages.filter(({ from }) => from === 'account');
  };

  /** The newest answer among what came; what she was told before is set aside. */
  const answerIn = (messages: readonly ThreadMessage[], aside: string[]): string | undefined => {
    for (const { text } of messages.filter((message) => isAnswer(message.text)).toReversed()) {
      if (!recent.includes(text) && !owed.has(text)) return text;
      aside.push(text);
    }
    return undefined;
  };

  const late = async (delivery: Delivery): Promise<Heard> => {
    const from = mortal.upMs();
    const aside: string[] = [];
    let noted = false;
    let wait = delivery.shown ? RESEND_SOON_S : RESEND_S;
    while (mortal.upMs() - from < PATIENCE_MS) {
      const messages = await read(wait);
      wait = RESEND_S;
      const text = answerIn(messages, aside);
      if (text !== undefined) {
        figures.late += 1;
        return { kind: 'answer', text, reply: false };
      }
      if (messages.some((message) => SEND_AGAIN.test(message.text))) return { kind: 'note' };
      noted ||= messages.some((message) => MAY_BE_LOST.test(message.text));
      if (messages.length > 0) continue;
      // the note may be about the message before: only silence after it makes it this one's
      if (noted) return { kind: 'note' };
      await mortal.up();
      const again = await mortal.use(() => resident.send({ msgId: delivery.msgId }));
      figures.repeats += 1;
      if (again.shown) wait = RESEND_SOON_S;
      if (again.passive && isAnswer(again.passive.text)) {
        figures.resent += 1;
        await read(0);
        return { kind: 'answer', text: again.passive.text, reply: true };
      }
      if (again.passive && SEND_AGAIN.test(again.passive.text)) return { kind: 'note' };
      // her words were answered with what she had heard before: it was no repetition after all
      if (aside.length > 0) return { kind: 'answer', text: aside[0] ?? '', reply: false };
    }
    return { kind: 'nothing' };
  };

  const settle = async (delivery: Delivery): Promise<Heard> => {
    const { passive, shown } = delivery;
    if (shown) {
      figures.bubbles += 1;
      await mortal.up();
    }
    if (passive && isAnswer(passive.text)) {
      figures.passive += 1;
      return { kind: 'answer', text: passive.text, reply: true };
    }
    if (passive && SEND_AGAIN.test(passive.text)) return { kind: 'note' };
    return late(delivery);
  };

  /** The same message again must change nothing and be answered in the same words, if at all. */
  const repeat = async (): Promise<void> => {
    const old = answered[chance.below(answered.length)];
    if (!old) return;
    figures.repeats += 1;
    owed.add(old.text);
    const { passive } = await mortal.use(() => resident.send({ msgId: old.msgId }));
    if (passive) owed.delete(old.text);
    if (passive && isAnswer(passive.text) && passive.text !== old.text)
      violate(`a repeat was answered with "${passive.text}", not with "${old.text}"`);
  };

  const perhapsRepeat = async (): Promise<void> => {
    const roll = chance.below(100);
    if (roll >= 20) return;
    const one = repeat();
    if (roll < 10) return one;
    repeats.add(one);
    void one.finally(() => repeats.delete(one));
  };

  return {
    name,
    does: async (act) => {
      const stray = await read(0);
      figures.again += stray.filter(({ text }) => recent.includes(text)).length;
      figures.messages += 1;
      const from = performance.now();
      const delivery = await mortal.use(() => resident.send(act));
      const heard = await settle(delivery);
      if (heard.kind === 'note') figures.notes += 1;
      if (heard.kind === 'nothing') violate(`"${String(act.content ?? act.type)}" was never answered`);
      if (heard.kind === 'answer') {
        await read(0);
        recent = [heard.text, ...recent].slice(0, REMEMBERED);
        if (heard.reply) answered.push({ msgId: delivery.msgId, text: heard.text });
      }
      figures.slowestMs = Math.max(figures.slowestMs, Math.round(performance.now() - from));
      await perhapsRepeat();
      return heard;
    },
    excerpt: async () => spoken((await resident.thread()).slice(-EXCERPT)),
    rest: async () => {
      await Promise.all(repeats);
    },
  };
};
