import { type Clock, realNow } from '../kernel/clock.js';
import { dayOf } from '../kernel/dates.js';
import { refuse } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';
import { resumeReply, running } from './ask-form.js';
import { asksForSecret, asksUnkept } from './follow.js';
import type { Said } from './form.js';
import type { Detours, Goal, MaybePromise } from './intent.js';
import type { LookedUp, Manner, Moment, Parts, Policy } from './moment.js';
import { present, tapped } from './offer.js';
import { policies as inOrder } from './policies/index.js';
import { keyedQueue } from './queue.js';
import { withHeard } from './read-back.js';
import { redact } from './redact.js';
import { remember } from './remember.js';
import type { RepairCopy } from './repair.js';
import { bareOf, type Go, join, type Reply, type Spoken } from './reply.js';
import type { SecondOpinion } from './second-opinion.js';
import { awaken, type Kept, type Offer, settle } from './session.js';
import { slowly } from './slowly.js';
import type { Conversations } from './store.js';
import type { Input, Turn } from './turn.js';
import { type Before, foundBy, type Unclear, type UnclearWatch, unclearIn } from './unclear.js';
import type { Understanding } from './understanding.js';

export interface EngineOptions<S> {
  /** Intents and forms, the explicit list. */
  intents: readonly Goal<S>[];
  detours?: Detours<S>;
  conversations: Conversations;
  services: S;
  understanding: Understanding;
  repair: RepairCopy;
  clock: Clock;
  log: Log;
  /** What staff wrote for exactly these words. */
  byKeyword?(words: string): MaybePromise<Reply | undefined>;
  /** What the knowledge base has to words. */
  lookUp?(words: string): MaybePromise<LookedUp | undefined>;
  /** Asked which of the goals that would be offered was meant, where words stay unclear to us. */
  secondOpinion?: SecondOpinion;
  /** Puts right what recognisers are known to mishear; asked for the words of voices only. */
  mendHeard?(words: string): MaybePromise<string>;
  /** Place names that words may mean. */
  areas?(): MaybePromise<readonly string[]>;
  /** Without it a manner is kept with the talk only. */
  manner?: Manner;
  /** A question that was put to the resident outside any turn and still waits, and when it was put. Looked up for digits and unknown taps. */
  asked?(resident: string): MaybePromise<StandingQuestion | undefined>;
  /** Where menu keys lead; a key that is not here may be the name of an intent. */
  menu?: Readonly<Record<string, Go>>;
  /** How sure another intent must be, 0 to 1, to interrupt a field of free words. Default 0.85. */
  interruptAt?: number;
  /** Default: the house's order. */
  policies?: readonly Policy[];
  /** Told which policy decided a turn; tests and traces read it. */
  onDecision?(decision: { key: string; policy: string; intent?: string; form?: string; asking?: string }): void;
  /** Told of words that were not surely understood; without it nothing of them is remembered. */
  unclear?: UnclearWatch;
}

/** A question from outside the talk, its choices as they were shown. */
export interface StandingQuestion {
  offer: Offer;
  at: Date;
}

export interface Engine {
  /**
   * Answers one turn; undefined when there is nothing to say. Turns of one resident are answered in the order they came. The same key
   * again gives the first answer without a second effect. What a handler throws passes through, and the talk is as it was before.
   * @throws Refused conflict when other processes keep changing the same talk
   */
  answer(turn: Turn): Promise<Spoken | undefined>;
}

/** A turn that was answered, not yet saved. */
interface Ran {
  spoken: Spoken | undefined;
  next: Kept;
  unclear: readonly Unclear[];
}

/** A question that was passed over so often waits in silence; any answer to it is still taken. */
const RESUMED_MOST = 3;
const TRIES = 5;
const LONGEST = 2000;
const BARE_DIGIT = /^\p{P}*\d\p{P}*$/u;

const partsOf = <S>(options: EngineOptions<S>): Parts<S> => {
  const goals = new Map(options.intents.map((goal) => [goal.name, goal]));
  if (goals.size !== options.intents.length) refuse('bad_configuration', 'two intents have the same name');
  const detours = options.detours ?? {};
  for (const { name, needs } of options.intents) {
    const form = needs === undefined ? undefined : goals.get(detours[needs]?.form ?? '');
    if (needs !== undefined && form?.kind !== 'form')
      refuse('bad_configuration', `no form meets the need "${needs}" of ${name}`);
  }
  return {
    goals,
    detours,
    repair: options.repair,
    manner: options.manner ?? { slow: () => false, keep: () => undefined },
    understanding: options.understanding,
    byKeyword: options.byKeyword ?? (() => undefined),
    lookUp: options.lookUp ?? (() => undefined),
    ...(options.secondOpinion ? { secondOpinion: options.secondOpinion } : {}),
    menu: options.menu ?? {},
    interruptAt: options.interruptAt ?? 0.85,
  };
};

/** The words of an input, typed or heard. */
const wordsIn = (input: Input): string | undefined => {
  if (input.kind === 'text') return input.text;
  return input.kind === 'voice' && input.heard.kind === 'words' ? input.heard.text : undefined;
};

const saidIn = (input: Input, raw: string, understood: Moment<unknown>['understood']): Said | undefined => {
  switch (input.kind) {
    case 'text':
      return understood && { kind: 'text', text: understood.text, raw, understood };
    case 'voice':
      return { kind: 'voice', mediaId: input.mediaId, ...(understood ? { text: raw } : {}) };
    case 'image':
      return { kind: 'image', mediaId: input.mediaId };
    case 'location':
      return { kind: 'location', latitude: input.latitude, longitude: input.longitude, label: input.label };
    default:
      return undefined;
  }
};

/**
 * The dialogue engine. It knows no channel, no domain and no language: what can be asked, how words are understood and what is said of
 * the talk itself are given to it.
 * @throws Refused bad_configuration when two intents share a name or a need has no form
 */
export const createEngine = <S>(options: EngineOptions<S>): Engine => {
  const { conversations, services, understanding, clock, log } = options;
  const parts = partsOf(options);
  const policies = options.policies ?? inOrder;
  const queued = keyedQueue();

  /** Puts a question from outside among the offers, newest where it was asked after the last turn: only for what may answer one. */
  const recall = async ({ resident, input }: Turn, session: Moment<S>['session']): Promise<void> => {
    if (!options.asked || session.desk || input.kind !== 'text') return;
    const unknownTap = input.choice !== undefined && !tapped(session, input.choice);
    if (!unknownTap && !BARE_DIGIT.test(understanding.normalise(input.text))) return;
    const asked = await options.asked(resident);
    if (!asked || session.offers.some(({ id }) => id === asked.offer.id)) return;
    session.offers =
      asked.at.getTime() >= session.at ? [asked.offer, ...session.offers] : [...session.offers, asked.offer];
  };

  const momentOf = async (turn: Turn, session: Moment<S>['session'], now: Date): Promise<Moment<S>> => {
    const { resident, input, key } = turn;
    await recall(turn, session);
    const context = { resident, services, cause: key, now, focus: session.focus, before: session.lately ?? [] };
    const moment: Moment<S> = {
      parts,
      turn,
      session,
      context,
      secret: false,
      unkept: false,
      stale: false,
      spoken: false,
      mended: false,
    };
    if (input.kind === 'text' && input.choice !== undefined) moment.stale = !tapped(session, input.choice);
    moment.unkept = asksForSecret(moment) || asksUnkept(moment);
    const heard = wordsIn(input);
    const words = heard !== undefined && input.kind === 'voice' ? ((await options.mendHeard?.(heard)) ?? heard) : heard;
    moment.mended = words !== heard;
    const cut = words === undefined ? undefined : [...words].slice(0, LONGEST).join('');
    const cleaned = cut === undefined || asksForSecret(moment) ? undefined : redact(cut);
    moment.secret = cleaned?.found === true;
    const raw = cleaned?.text ?? cut;
    if (raw !== undefined) {
      const areas = (await options.areas?.()) ?? [];
      moment.understood = understanding.understand(raw, { today: dayOf(now), areas });
    }
    const said = saidIn(input, raw ?? '', moment.understood);
    return said ? { ...moment, said } : moment;
  };

  const decide = async (moment: Moment<S>): Promise<{ policy: string; reply: Reply }> => {
    for (const { name, decide: look } of policies) {
      const reply = await look(moment);
      if (reply) return { policy: name, reply };
    }
    throw new Error('no policy answered');
  };

  /** A form that was interrupted goes on: at once, or after the question that the answer ended with. */
  const withResumed = async (moment: Moment<S>, reply: Reply): Promise<Reply> => {
    const run = moment.spoken || moment.session.desk ? undefined : running(moment);
    if (!run) return reply;
    run.form.resumed = (run.form.resumed ?? 0) + 1;
    if (run.form.resumed > RESUMED_MOST) return reply;
    const bare = bareOf(reply);
    if (!bare.choices?.length) return join(bare, await resumeReply(moment, run));
    const waits = parts.repair.waiting({ title: run.spec.title });
    return { ...reply, tail: [reply.tail, waits].filter(Boolean).join('\n') };
  };

  /** What the sentence asked besides, once nothing is open. */
  const withWishes = ({ session, context }: Moment<S>, reply: Reply): Reply => {
    const { wishes } = session;
    const bare = bareOf(reply);
    if (!wishes?.length || session.form || bare.choices?.length || reply.text === '') return reply;
    delete session.wishes;
    const onlyOne = wishes.length === 1 ? { means: 'yes' as const } : {};
    const offered = wishes.flatMap(({ goal, slots }) => {
      const found = goal === session.last?.goal ? undefined : parts.goals.get(goal);
      return found ? [{ label: found.title, go: { intent: goal, slots }, ...onlyOne }] : [];
    });
    log.debug({ cause: context.cause, wishes: offered.length }, 'further wishes');
    return offered.length ? join(bare, parts.repair.wished(offered)) : reply;
  };

  /** All of it at once, or the first portion to who asked for that. */
  const inManner = ({ session }: Moment<S>, reply: Reply): Reply => {
    delete session.rest;
    if (!session.slow) return reply;
    const { now: first, rest } = slowly(reply, parts.repair);
    if (rest) session.rest = rest;
    return first;
  };

  /** Remembers the words until the next turn, and what is known of those before. */
  const lookBack = (moment: Moment<S>, policy: string, before: Before): readonly Unclear[] => {
    if (!options.unclear) return [];
    const { heard, unclear } = unclearIn(moment, policy, before, options.unclear);
    delete moment.session.heard;
    if (heard) moment.session.heard = heard;
    return unclear;
  };

  const run = async (turn: Turn, kept: Kept | undefined): Promise<Ran> => {
    const started = realNow();
    const now = clock.now();
    const { session: draft, lost } = awaken(kept, now);
    if (!kept && (await parts.manner.slow(turn.resident))) draft.slow = true;
    dropUnknownForms(draft);
    const before = foundBy(draft);
    const moment = await momentOf(turn, draft, now);
    const { policy, reply } = await decide(moment);
    const { session } = moment;
    if (policy !== 'fallback') session.misses = 0;
    const unclear = lookBack(moment, policy, before);
    if (moment.said?.kind !== 'voice' || moment.understood) delete session.unheard;
    const answer = withHeard(moment, policy, withWishes(moment, await withResumed(moment, reply)));
    const title = lost === undefined || answer.text === '' ? undefined : parts.goals.get(lost)?.title;
    const whole = join(title ? parts.repair.expired({ title }) : undefined, answer);
    const { spoken, offer } = present(inManner(moment, whole), turn.key);
    if (offer) session.offers = [offer, ...session.offers];
    remember(moment, spoken);
    const trace = {
      policy,
      ...(moment.answeredBy ? { intent: moment.answeredBy } : {}),
      ...(session.form?.asking ? { form: session.form.name, asking: session.form.asking } : {}),
    };
    log.info({ ...trace, cause: turn.key, resident: turn.resident, ms: realNow() - started }, 'turn answered');
    options.onDecision?.({ key: turn.key, ...trace });
    return { spoken, next: settle(kept, session, { key: turn.key, at: now }, spoken), unclear };
  };

  /** Forms that a newer version of the service no longer has, or asks differently, are forgotten. */
  const dropUnknownForms = (session: Moment<S>['session']): void => {
    const known = ({ name, asking }: { name: string; asking?: string }): boolean => {
      const goal = parts.goals.get(name);
      return goal?.kind === 'form' && (asking === 'confirm' || goal.fields.some((field) => field.name === asking));
    };
    session.suspended = session.suspended.filter(known);
    if (session.form && !known(session.form)) delete session.form;
  };

  const attempt = async (turn: Turn): Promise<Spoken | undefined> => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const row = await conversations.load(turn.resident);
      const first = row?.kept.answered?.find(({ key }) => key === turn.key);
      if (first) return first.spoken ?? undefined;
      const { spoken, next, unclear } = await run(turn, row?.kept);
      if (await conversations.save(turn.resident, row?.version ?? 0, next)) {
        for (const each of unclear) options.unclear?.tell(each);
        return spoken;
      }
      log.debug({ cause: turn.key, tries }, 'another turn was faster');
    }
    return refuse('conflict', 'the talk kept changing');
  };

  return { answer: (turn) => queued(turn.resident, () => attempt(turn)) };
};
