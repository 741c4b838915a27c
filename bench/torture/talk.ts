import type { Resident } from '../site/driver.js';
import { onSite, type Site } from '../site/site.js';
import { type Chance, chanceOf } from './chance.js';
import type { Self } from './talk/goals.js';
import { judgeDetails, judgePush, judgeThreads, judgeTickets, type ToldTicket, toldTickets } from './talk/judge.js';
import { live } from './talk/life.js';
import { createMortal, type Mortal, type Phase } from './talk/service.js';
import { type Staff, signInStaff } from './talk/staff.js';
import { createTalker, type TalkFigures } from './talk/talker.js';
import { toldNothing } from './talk/told.js';
import { defineTrial, type Verdict } from './trial.js';

interface Person {
  self: Self;
  resident: Resident;
}

type Kills = Record<Phase, number>;

/** Real milliseconds within which a start is killed. */
const START_MS = 1_800;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Violations with the end of the thread that shows them; each is told at once too. */
const createViolations = (seed: number, say: (line: string) => void) => {
  const pending: Promise<string>[] = [];
  const add = (what: string, name = '', excerpt: () => Promise<string> = async () => ''): void => {
    const line = `seed ${seed}${name ? `, ${name}` : ''}: ${what}`;
    say(`VIOLATION ${line}`);
    pending.push(
      excerpt().then(
        (thread) => (thread ? `${line}\n${thread}` : line),
        () => line,
      ),
    );
  };
  return { add, all: () => Promise.all(pending) };
};

/** Residents with a customer of their own each; no mobile is shared, so that a code is known to be hers. */
const makePeople = async (
  site: Site,
  count: number,
  deps: { mortal: Mortal; chance: Chance; figures: TalkFigures; violations: ReturnType<typeof createViolations> },
): Promise<Person[]> => {
  const { customers } = await site.demo();
  const alone = customers.filter(({ mobile }) => customers.filter((one) => one.mobile === mobile).length === 1);
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const resident = await site.resident();
      const name = `resident ${i + 1}`;
      const chance = deps.chance.fork(name);
      const violate = (what: string): void => deps.violations.add(what, name, talker.excerpt);
      const talker = createTalker(name, resident, { ...deps, chance, violate });
      const self = { talker, customer: alone[i], told: toldNothing(), chance, code: site.code, violate };
      return { self, resident };
    }),
  );
};

/** Kills the service again and again and lets it come back, looking each time for what was told. */
const killAgainAndAgain = async (
  mortal: Mortal,
  chance: Chance,
  count: number,
  told: { killed(phase: Phase, line: string): void; restored(): Promise<void> },
): Promise<void> => {
  let restoring: Promise<boolean> | undefined;
  for (let n = 1; n <= count; n += 1) {
    const roll = chance.below(100);
    const phase: Phase = restoring && roll < 15 ? 'at start' : roll < 30 ? 'idle' : 'in flight';
    let release: () => void = () => undefined;
    if (phase === 'at start') await pause(chance.below(START_MS));
    else {
      if (restoring && (await restoring)) await told.restored();
      if (phase === 'idle') release = await mortal.hush();
      else await mortal.busy(1 + chance.below(40));
      await pause(chance.below(40));
    }
    const { layout, victims, inFlight } = await mortal.kill();
    release();
    await restoring;
    const really = phase === 'at start' ? phase : inFlight > 0 ? 'in flight' : 'idle';
    told.killed(really, `kill ${n} of ${count}, ${really} (${inFlight} under way), ${layout}: ${victims.join(' ')}`);
    restoring = mortal.restore();
  }
  if (await restoring) await told.restored();
};

/** Looks at each ticket; a file that a dead process was fetching is fetched again when its lease is over, in real time. */
const lookAtTickets = async (
  site: Site,
  staff: Staff,
  seconds: number,
  all: readonly ToldTicket[],
  textsOf: (self: Self) => readonly string[],
): Promise<number> => {
  const from = performance.now();
  for (let left = all; ; ) {
    await site.pass(60);
    left = await judgeDetails(left, staff, textsOf);
    if (left.length === 0 || performance.now() - from > seconds * 1000) return left.length;
    await pause(2_000);
  }
};

const lastLook = async (
  site: Site,
  staff: Staff,
  people: readonly Person[],
  { fetchSeconds, violate }: { fetchSeconds: number; violate(what: string): void },
) => {
  const rows = await staff.tickets();
  const selves = people.map(({ self }) => self);
  judgeTickets(selves, rows, violate);
  const threads = await Promise.all(
    people.map(async ({ self, resident }) => ({
      self,
      texts: (await resident.thread()).filter(({ from }) => from === 'account').map(({ text }) => text),
    })),
  );
  const texts = new Map(threads.map((thread) => [thread.self, thread.texts]));
  const tickets = toldTickets(selves);
  const waiting = await lookAtTickets(site, staff, fetchSeconds, tickets, (self) => texts.get(self) ?? []);
  if (waiting > 0 && fetchSeconds > 0) violate(`files of ${waiting} tickets were not fetched in ${fetchSeconds} s`);
  await judgeThreads(threads, rows, site);
  const pushes = people.map(({ self, resident }) => ({
    self,
    pushed: async () => (await resident.thread()).filter(({ channel }) => channel === 'template').length,
  }));
  const pushed = await judgePush(pushes, site, violate);
  const { whole } = await site.cliJson<{ whole: boolean }>(['activity', 'verify']);
  if (!whole) violate('the audit chain is broken');
  return { tickets: tickets.length, pushed };
};

const runOn = async (
  site: Site,
  { kills, residents, fetchSeconds, seed }: Record<'kills' | 'residents' | 'fetchSeconds' | 'seed', number>,
  say: (line: string) => void,
): Promise<Verdict> => {
  const chance = chanceOf(seed);
  const violations = createViolations(seed, say);
  const figures: TalkFigures = {
    ...{ messages: 0, passive: 0, late: 0, notes: 0, bubbles: 0, repeats: 0, resent: 0, again: 0, slowestMs: 0 },
  };
  const phases: Kills = { 'in flight': 0, idle: 0, 'at start': 0 };
  await site.start({ ROLES: 'sandbox' });
  const mortal = createMortal(site, chance.fork('deaths'));
  await mortal.restore();
  const staff = await signInStaff(site);
  const people = await makePeople(site, residents, { mortal, chance, figures, violations });
  let over = false;
  const lives = Promise.all(people.map(({ self }, i) => live(self, i + 1, mortal, () => over)));
  await killAgainAndAgain(mortal, chance.fork('kills'), kills, {
    killed: (phase, line) => {
      phases[phase] += 1;
      say(`${line}; ${figures.messages} messages so far`);
    },
    restored: async () =>
      judgeTickets(
        people.map(({ self }) => self),
        await staff.tickets(),
        violations.add,
      ),
  });
  over = true;
  say('no more kills: residents come to an end');
  await lives;
  const seen = await lastLook(site, staff, people, { fetchSeconds, violate: violations.add });
  for (const fault of mortal.faults) violations.add(fault);
  const found = await violations.all();
  return {
    summary: `${kills} kills (${phases['in flight']} in flight, ${phases.idle} idle, ${phases['at start']} at start), ${figures.messages} messages of ${residents} residents, ${seen.tickets} tickets, ${seen.pushed} bills pushed`,
    violations: found,
    figures: { kills: phases, ...figures, ...seen },
  };
};

/** Kill -9 at any moment of residents' talks: nothing told is missing, nothing is done twice, everybody is answered. */
export const talk = defineTrial({
  name: 'talk',
  about: 'kill -9 of the service while residents talk: nothing told is missing, nothing is double, all are answered',
  options: {
    kills: { about: 'how often the service is killed', otherwise: 100 },
    residents: { about: 'how many talk at once', otherwise: 50 },
    fetchSeconds: { about: 'how long files of tickets may take at the end; 0: not waited for', otherwise: 240 },
  },
  run: ({ options, say }) => onSite((site) => runOn(site, options, say)),
});
