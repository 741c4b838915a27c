import type { Spoken } from '../conversation/reply.js';
import type { Clock } from '../kernel/clock.js';
import { type Seal, sealJson } from '../kernel/crypto.js';
import { beijing } from '../kernel/dates.js';
import { reasonOf } from '../kernel/errors.js';
import { digestOf } from '../kernel/ids.js';
import type { Log } from '../kernel/log.js';
import { currentTrace, traced } from '../kernel/trace.js';
import type { TemplateMessage, TemplateOutcome } from './client.js';
import type { SendKf } from './kf.js';
import type { Deliver } from './late.js';
import { isKept, type KfMessage, kfText, kfWords, splitLines } from './outbound.js';
import { pause, realTimers, type Timers } from './timers.js';
import type { Windows } from './windows.js';

/** How words reached a resident; `unknown`: whether they did is not known, and they are not sent again. */
export type NoticeWay = 'kf' | 'template' | 'sms' | 'queued' | 'unknown';

/** A note to a resident, under its cause. */
export interface NoticeRow {
  /** made of the cause */
  id: string;
  openid: string;
  state: 'sending' | 'settled' | 'queued';
  /** sealed messages: what is still to be said */
  box: string;
  /** `none`: nothing was said, and nothing waits */
  way?: NoticeWay | 'none';
  left?: number;
  /** real milliseconds at which the sending began */
  since: number;
  /** business time after which it is not worth saying any more */
  until?: Date;
  /** of what caused it, for the log of the day on which it goes out */
  trace?: string;
}

export interface NoticeStore {
  /** @returns false when the cause is taken */
  insert(row: NoticeRow): Promise<boolean>;
  find(id: string): Promise<NoticeRow | undefined>;
  /** Compare-and-set on the state. @returns false when it is another */
  move(id: string, from: NoticeRow['state'], change: Partial<Omit<NoticeRow, 'id' | 'openid'>>): Promise<boolean>;
  /** What was kept for a resident who left. */
  forget(openid: string): Promise<void>;
}

export interface Notice {
  openid: string;
  cause: string;
  text: string;
  /** Offered below the words, in the chat alone. */
  choices?: Spoken['choices'];
  /** For the template rung. */
  ticket?: { number: string; summary: string };
  /** For the template rung, in place of a ticket: which template, and its fields. */
  card?: { template: 'notice' | 'ticket'; fields: Readonly<Record<string, string>> };
  /** What still waits for the resident's next message then is dropped. */
  until?: Date;
}

/** The rung that words would take now: in the chat, so many times until then, or the first below it. */
export type NoticeReach = { way: 'kf'; left: number; until: Date } | { way: 'template' | 'sms' | 'queued' };

export interface LadderDeps {
  kf: SendKf;
  sendTemplate(message: TemplateMessage): Promise<TemplateOutcome>;
  windows: Windows;
  store: NoticeStore;
  /** template ids; a rung without one is left out */
  templates: { ticket?: string; notice?: string };
  /** what the ticket template says below the ticket */
  hint: string;
  sms?: (message: { openid: string; text: string; cause: string }) => Promise<'sent' | 'failed' | 'no mobile'>;
  seal: Seal;
  clock: Clock;
  log: Log;
  timers?: Timers;
}

export interface Ladder {
  /** Sends words by the best way that is open now; the same cause sends once and gets the first outcome. */
  notify(notice: Notice): Promise<{ way: NoticeWay; left: number }>;
  /** Says words in the chat if it is open now, and by no other way; `closed`: nothing was said. The same cause says them once. */
  sayIfOpen(notice: Pick<Notice, 'openid' | 'cause' | 'text'>): Promise<'sent' | 'closed' | 'unknown'>;
  /** Which rung is open now to each of the residents, for a note about a ticket. */
  reach(openids: readonly string[]): Promise<ReadonlyMap<string, NoticeReach>>;
  /** Late answers: customer-service messages, kept for the resident's next message when no window is open. */
  deliver: Deliver;
  /** Sends what waits; called when the resident has just written. */
  flush(openid: string): Promise<void>;
  /** The resident left: what waits is forgotten. */
  forget(openid: string): Promise<void>;
}

interface Outcome {
  way: NoticeWay;
  left: number;
}

const PURPOSE = 'wechat.notice';
/** Longer than a climb of all rungs takes, real time: after it a climb that has not settled has died. */
const CLIMB_MS = 60_000;
const POLL_MS = 200;
const traceNow = (): Pick<NoticeRow, 'trace'> => {
  const trace = currentTrace();
  return trace === undefined ? {} : { trace };
};
const pad = (n: number): string => String(n).padStart(2, '0');

/** `2026-11-21 09:00`: a form that the platform's time fields take. */
const timeField = (at: Date): string => {
  const { year, month, day, hour, minute } = beijing(at);
  return `${year}-${pad(month)}-${pad(day)} ${pad(hour)}:${pad(minute)}`;
};

/** The ladder of ways to a resident: customer-service message, template message, SMS, and last of all waiting for their next message. */
export const createLadder = (deps: LadderDeps): Ladder => {
  const { kf, windows, store, templates, sms, clock, log, timers = realTimers } = deps;
  const boxes = sealJson<readonly KfMessage[]>(deps.seal, PURPOSE);
  const climbing = new Map<string, Promise<Outcome>>();

  /** The template and fields that carry a notice; undefined: the rung is left out. */
  const templateOf = ({ ticket, card }: Notice): Pick<TemplateMessage, 'templateId' | 'fields'> | undefined => {
    if (card) {
      const templateId = templates[card.template];
      return templateId ? { templateId, fields: card.fields } : undefined;
    }
    if (!ticket || !templates.ticket) return undefined;
    const fields = {
      character_string1: ticket.number,
      thing2: ticket.summary,
      time3: timeField(clock.now()),
      thing4: deps.hint,
    };
    return { templateId: templates.ticket, fields };
  };

  const byTemplate = async (notice: Notice, id: string): Promise<'sent' | 'no' | 'unknown'> => {
    const filled = templateOf(notice);
    if (!filled) return 'no';
    const message = { openid: notice.openid, ...filled, clientMsgId: id };
    let outcome = await deps.sendTemplate(message);
    // safe to repeat: the platform delivers one message a client id
    if (outcome.kind === 'unreachable') outcome = await deps.sendTemplate(message);
    if (outcome.kind === 'sent') return 'sent';
    return outcome.kind === 'unreachable' ? 'unknown' : 'no';
  };

  const settle = async (id: string, outcome: Outcome, rest?: readonly KfMessage[]): Promise<Outcome> => {
    const state = outcome.way === 'queued' || rest ? 'queued' : 'settled';
    await store.move(id, 'sending', { state, ...outcome, ...(rest ? { box: boxes.close(rest) } : {}) });
    log.info({ notice: id, way: outcome.way }, 'a resident was told');
    return outcome;
  };

  const wait = async (id: string, openid: string, rest: readonly KfMessage[], told: Outcome): Promise<Outcome> => {
    const outcome = await settle(id, told, rest);
    await windows.enqueue(openid, id);
    return outcome;
  };

  /** Up the rungs, one after the other; stops where the words went out, or may have. */
  const climb = async (notice: Notice, id: string, messages: readonly KfMessage[]): Promise<Outcome> => {
    const { openid, text, cause } = notice;
    const run = await kf(openid, messages);
    if (run.kind === 'sent') return settle(id, { way: 'kf', left: run.left });
    if (run.kind === 'unknown') return settle(id, { way: 'unknown', left: await windows.left(openid) });
    // the beginning arrived: the rest waits rather than say the beginning again by another way
    if (run.from > 0) return wait(id, openid, messages.slice(run.from), { way: 'kf', left: 0 });
    const template = await byTemplate(notice, id);
    if (template === 'sent') return settle(id, { way: 'template', left: 0 });
    if (sms && (await sms({ openid, text, cause })) === 'sent') return settle(id, { way: 'sms', left: 0 });
    if (template === 'unknown') return settle(id, { way: 'unknown', left: 0 });
    return wait(id, openid, messages, { way: 'queued', left: 0 });
  };

  /** What the first call of a cause came to, waiting for it while it may still be climbing. */
  const firstWay = async (id: string): Promise<{ way: NoticeWay | 'none'; left: number }> => {
    for (;;) {
      const row = await store.find(id);
      if (row?.way) return { way: row.way, left: row.left ?? 0 };
      if (!row || timers.now() - row.since > CLIMB_MS) return { way: 'unknown', left: 0 };
      await pause(POLL_MS);
    }
  };

  const first = async (id: string): Promise<Outcome> => {
    const { way, left } = await firstWay(id);
    return { way: way === 'none' ? 'unknown' : way, left };
  };

  const say: Ladder['sayIfOpen'] = async ({ openid, cause, text }) => {
    const told = (way: NoticeWay | 'none') => (way === 'kf' ? 'sent' : way === 'none' ? 'closed' : 'unknown');
    const id = digestOf(`open\0${cause}`);
    if ((await windows.left(openid)) === 0 && !(await store.find(id))) return 'closed';
    const messages = splitLines(text.split('\n')).map(kfText);
    const row = { id, openid, box: boxes.close(messages), since: timers.now(), ...traceNow() };
    if (!(await store.insert({ ...row, state: 'sending' }))) return told((await firstWay(id)).way);
    const run = await kf(openid, messages);
    const isNothing = run.kind !== 'sent' && run.kind !== 'unknown' && run.from === 0;
    const way = run.kind === 'sent' ? 'kf' : isNothing ? 'none' : 'unknown';
    await store.move(id, 'sending', { state: 'settled', way, left: 0 });
    return told(way);
  };

  const begin = async (notice: Notice, id: string): Promise<Outcome> => {
    const { text, choices = [] } = notice;
    const messages = choices.length > 0 ? kfWords({ text, choices }) : splitLines(text.split('\n')).map(kfText);
    const until = notice.until ? { until: notice.until } : {};
    const row = { id, openid: notice.openid, box: boxes.close(messages), since: timers.now(), ...until, ...traceNow() };
    if (!(await store.insert({ ...row, state: 'sending' }))) return first(id);
    return climb(notice, id, messages);
  };

  const flushOne = async (openid: string, id: string): Promise<'on' | 'stop'> => {
    const row = await store.find(id);
    const stale = row?.until !== undefined && row.until <= clock.now();
    if (
      row?.state !== 'queued' ||
      stale ||
      !(await store.move(id, 'queued', { state: 'sending', since: timers.now() }))
    ) {
      await windows.dequeue(openid, id);
      return 'on';
    }
    return traced(row.trace ?? currentTrace() ?? id, () => sendWaiting(row));
  };

  /** What waited, now that the resident has written: under the trace of what caused it. */
  const sendWaiting = async ({ id, openid, box }: NoticeRow): Promise<'on' | 'stop'> => {
    const messages = boxes.open(box);
    const run = await kf(openid, messages);
    if (run.kind === 'closed' || run.kind === 'unsent') {
      await store.move(id, 'sending', { state: 'queued', box: boxes.close(messages.slice(run.from)) });
      return 'stop';
    }
    const way = run.kind === 'sent' ? 'kf' : 'unknown';
    await store.move(id, 'sending', { state: 'settled', way, left: run.kind === 'sent' ? run.left : 0 });
    await windows.dequeue(openid, id);
    log.info({ notice: id, way }, 'a resident was told what waited');
    return 'on';
  };

  return {
    notify: (notice) => {
      const id = digestOf(`notice\0${notice.cause}`);
      const running = climbing.get(id);
      if (running) return running;
      const climb = begin(notice, id).finally(() => climbing.delete(id));
      climbing.set(id, climb);
      return climb;
    },

    sayIfOpen: say,
    reach: async (openids) => {
      const open = await windows.open(openids);
      const below: NoticeReach = { way: templates.ticket ? 'template' : sms ? 'sms' : 'queued' };
      return new Map(
        openids.map((openid) => {
          const window = open.get(openid);
          return [openid, window ? { way: 'kf', ...window } : below];
        }),
      );
    },

    deliver: async ({ openid, messages, cause }) => {
      const run = await kf(openid, messages, true);
      if (run.kind === 'sent' || run.kind === 'refused' || run.kind === 'unknown') return run.kind;
      if (run.kind === 'unsent' && run.from === 0) return 'unsent';
      // a picture is for the moment: it does not wait
      const rest = messages.slice(run.from).filter(isKept);
      const id = digestOf(`late\0${cause}`);
      const row = {
        id,
        openid,
        box: boxes.close(rest),
        since: timers.now(),
        ...traceNow(),
        state: 'queued',
        way: 'queued',
        left: 0,
      } as const;
      await store.insert(row);
      await windows.enqueue(openid, id);
      return 'queued';
    },

    flush: async (openid) => {
      try {
        for (const id of await windows.queued(openid)) if ((await flushOne(openid, id)) === 'stop') return;
      } catch (error) {
        log.warn({ openid, reason: reasonOf(error) }, 'what waits for a resident could not be sent');
      }
    },

    forget: (openid) => store.forget(openid),
  };
};
