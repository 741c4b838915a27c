import { onSite, type Site } from '../site/site.js';
import { type Chance, chanceOf } from './chance.js';
import { type Desk, openDesk, type Standing } from './push/desk.js';
import { readPhones, type Shown } from './push/judge.js';
import { createParts, type Parts } from './push/parts.js';
import { defineTrial, type Verdict } from './trial.js';

/** The month before the demo's now. */
const MONTH = '2026-10';
const SEND = '/cgi-bin/message/template/send';
const LOOK_MS = 500;
/** Nothing at all has moved for so long: the push is stuck. */
const STUCK_MS = 120_000;
/** Share of the recipients after which the day's quota is spent. */
const QUOTA_AT = 0.9;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const seconds = (from: number): number => Math.round((performance.now() - from) / 100) / 10;

/** Ways in which the platform misbehaves in between: it takes a message and its answer is lost or late, or it is busy. */
const troubles: readonly [Record<string, unknown>, ...Record<string, unknown>[]] = [
  { path: SEND, after: true, status: 502, times: 30 },
  { path: SEND, after: true, hang: true, times: 4 },
  { path: SEND, errcode: -1, times: 30 },
  { path: SEND, errcode: 45011, times: 10 },
];

interface Event {
  /** Share of the recipients that are settled when it happens. */
  at: number;
  what: 'kill' | 'trouble';
}

const planOf = (kills: number, chance: Chance): Event[] =>
  Array.from({ length: kills }, (_, i): Event[] => {
    const at = (part: number): number => ((i + part) / kills) * QUOTA_AT;
    const when = 0.05 + chance.below(70) / 100;
    return [
      { at: at(when), what: 'kill' },
      ...(chance.below(2) === 0 ? [{ at: at(Math.min(0.95, when + 0.2)), what: 'trouble' as const }] : []),
    ];
  }).flat();

interface Trial {
  site: Site;
  parts: Parts;
  desk: Desk;
  chance: Chance;
  recipients: number;
  say(line: string): void;
}

const settledIn = ({ counts }: Standing): number => counts.sent + counts.failed + counts.skipped + counts.unknown;

/** Keeps a clerk's push going; what dies with the service is now and then left to the job. */
const keepPushing = ({ desk, chance }: Trial): (() => void) => {
  let over = false;
  const loop = async (): Promise<void> => {
    while (!over) {
      const ended = await desk.push(MONTH);
      await pause(ended || chance.below(2) === 0 ? 5_000 : 500);
    }
  };
  void loop();
  return () => {
    over = true;
  };
};

/** Looks at the campaign until the test holds. @throws Error when nothing moves for two minutes */
const follow = async (
  { desk, parts, recipients, say }: Trial,
  see: (standing: Standing) => void,
  test: (standing: Standing) => boolean,
): Promise<Standing> => {
  let [settled, moved, told] = [-1, performance.now(), 0];
  for (;;) {
    const standing = await desk.standing(MONTH);
    if (standing) {
      see(standing);
      if (test(standing)) return standing;
      if (settledIn(standing) !== settled) moved = performance.now();
      settled = settledIn(standing);
      if (settled - told >= recipients / 10) {
        told = settled;
        say(`${settled} of ${recipients} settled: ${JSON.stringify(standing.counts)}`);
      }
    }
    const [fault] = parts.faults;
    if (fault) throw new Error(fault);
    if (performance.now() - moved > STUCK_MS) throw new Error(`stuck at ${settled} of ${recipients}`);
    await pause(LOOK_MS);
  }
};

/** Kills and troubles as planned, each when the push has come so far. */
const carryOut = async (trial: Trial, plan: readonly Event[], see: (standing: Standing) => void): Promise<number> => {
  const { site, parts, chance, recipients, say } = trial;
  let slowest = 0;
  for (const { at, what } of plan) {
    const before = await follow(trial, see, (now) => settledIn(now) >= at * recipients || now.state === 'done');
    if (what === 'trouble') {
      const trouble = chance.oneOf(troubles);
      say(`at ${settledIn(before)}: trouble ${JSON.stringify(trouble)}`);
      await site.fault(trouble);
      continue;
    }
    await pause(chance.below(LOOK_MS));
    const victims = await parts.kill(chance);
    await pause(chance.below(1_500));
    const from = performance.now();
    await parts.start();
    const ready = seconds(from);
    await follow(trial, see, (now) => settledIn(now) > settledIn(before) || now.state === 'done');
    slowest = Math.max(slowest, seconds(from) - ready);
    say(`at ${settledIn(before)}: killed ${victims.join(', ')}; ready in ${ready} s, goes on after ${seconds(from)} s`);
  }
  return slowest;
};

/**
 * The quota is spent near the end: the campaign must say so, wait, and go on the next day when the quiet hours are over.
 * @returns what was wrong; undefined when a small push was over before
 */
const spendQuota = async (trial: Trial, see: (standing: Standing) => void): Promise<string[] | undefined> => {
  const { site, say, recipients } = trial;
  const reached = await follow(trial, see, (now) => settledIn(now) >= QUOTA_AT * recipients || now.state === 'done');
  if (reached.state === 'done') return undefined;
  await site.noFaults();
  await site.fault({ path: SEND, errcode: 45009 });
  const waiting = await follow(
    trial,
    see,
    (now) => now.state === 'done' || (now.state === 'waiting' && now.counts.sending === 0),
  );
  say(`the quota is spent: ${JSON.stringify({ wait: waiting.wait, counts: waiting.counts })}`);
  await site.noFaults();
  if (waiting.state === 'done') return undefined;
  const until = Date.parse('2026-11-22T08:00:00+08:00') - (await site.now()).getTime();
  await site.pass(Math.ceil(until / 1000) + 1);
  return waiting.wait?.for === 'quota' ? [] : [`it waits for ${waiting.wait?.for ?? 'nothing'} in place of the quota`];
};

const violationsOf = (seed: number, shown: Shown, standing: Standing, recipients: number): string[] => {
  const { counts } = standing;
  const settled = counts.sent + counts.unknown;
  return [
    ...shown.doubled.map(({ openid, bills }) => `seed ${seed}: ${openid} has ${bills} bills`),
    ...shown.missing.map((openid) => `seed ${seed}: ${openid} has no bill`),
    ...(settled === recipients ? [] : [`seed ${seed}: the report says ${JSON.stringify(counts)}`]),
  ];
};

const run = async (trial: Trial, kills: number, seed: number): Promise<Verdict> => {
  const { site, parts, desk, chance, recipients, say } = trial;
  const made = performance.now();
  const residents = await site.subscribers(recipients);
  const making = seconds(made);
  say(`${recipients} subscribers made in ${making} s`);
  const unknown = { most: 0 };
  const see = ({ counts }: Standing): void => {
    unknown.most = Math.max(unknown.most, counts.unknown);
  };
  const began = performance.now();
  const stop = keepPushing(trial);
  const slowest = await carryOut(trial, planOf(kills, chance), see);
  const quota = await spendQuota(trial, see);
  const standing = await follow(trial, see, ({ state, counts }) => state === 'done' && counts.sending === 0);
  const pushing = seconds(began);
  stop();
  say(`done in ${pushing} s; reading ${recipients} phones`);
  const shown = await readPhones(residents, MONTH, (read) => say(`${read} phones read`));
  const peakMb = parts.peaks();
  const perSecond = Math.round(recipients / pushing);
  return {
    summary: `${recipients} recipients, ${kills} kills: ${shown.once} have exactly one bill, ${shown.missing.length} none, ${shown.doubled.length} more; ${unknown.most} unknown at most, ${standing.counts.unknown} in the end; ${perSecond} a second over all, with deaths and waits`,
    violations: [...(quota ?? []), ...parts.faults, ...violationsOf(seed, shown, standing, recipients)],
    figures: {
      making,
      pushing,
      perSecond,
      slowestResume: slowest,
      unknownMost: unknown.most,
      quotaSpent: quota !== undefined,
      counts: standing.counts,
      reasons: await desk.reasons(MONTH),
      shown: { once: shown.once, missing: shown.missing.length, doubled: shown.doubled.length, ways: shown.ways },
      peakMb,
    },
  };
};

/** A month's push to many, with the service killed and the platform misbehaving under it, judged by the residents' phones. */
export const push = defineTrial({
  name: 'push',
  about:
    "a month's push to many: kill -9 of store, web and worker, lost answers, a spent quota; each has exactly one bill",
  options: {
    recipients: { about: 'subscribers made for it', otherwise: 20_000 },
    kills: { about: 'times that some of the service is killed', otherwise: 10 },
  },
  run: ({ options: { recipients, kills, seed }, say }) =>
    onSite(async (site) => {
      const sandbox = await site.start({ ROLES: 'sandbox' });
      const parts = createParts(site, sandbox);
      await parts.start();
      return run({ site, parts, desk: openDesk(site), chance: chanceOf(seed), recipients, say }, kills, seed);
    }),
});
