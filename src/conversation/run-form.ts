import { digestOf } from '../kernel/ids.js';
import {
  CONFIRM,
  contextOf,
  fieldNamed,
  missed,
  questionOf,
  questionReply,
  type Running,
  withChoices,
} from './ask-form.js';
import type { Field, Form, Step } from './form.js';
import type { Moment } from './moment.js';
import { tiedTo } from './offer.js';
import { type Json, join, type Reply, type SlotValues } from './reply.js';
import { closeForm, type OpenForm, suspendForm, type Waiting } from './session.js';

/** What a form says, and where the talk goes when it is over. */
export interface Ran {
  say?: Reply;
  onward?: Waiting & { next?: Waiting };
}

/** Steps of one turn; more is a form that sends its fields in a circle. */
const STEPS = 50;

const forget = (form: OpenForm, name: string): void => {
  delete form.values[name];
  delete form.given[name];
  form.passed = form.passed.filter((passed) => passed !== name);
  if (form.entered === name) delete form.entered;
};

/** Opens a form; one that is open is put aside until this one is over. */
export const openForm = async <S>(
  moment: Moment<S>,
  spec: Form<S>,
  opening: { slots: SlotValues; words: string; next?: Waiting },
): Promise<Ran> => {
  const { session, context, turn } = moment;
  const words = { ...context, slots: opening.slots, words: opening.words };
  const begun = await spec.begin?.(words);
  if (begun?.kind === 'end') return { say: begun.say };
  if (begun?.kind === 'go') return leaveFor(begun, opening.next);
  const given: Record<string, Json> = {};
  for (const { name, slot } of spec.fields) {
    const value = slot?.read(opening.slots[name]);
    if (value !== undefined) given[name] = value;
  }
  for (const [name, value] of Object.entries((await spec.open?.(words)) ?? {}))
    if (value !== undefined) given[name] = value;
  suspendForm(session);
  session.form = {
    id: digestOf(`${turn.key}/${spec.name}`, 10),
    name: spec.name,
    values: {},
    given,
    passed: [],
    misses: 0,
    revision: 0,
    ...(opening.next ? { next: opening.next } : {}),
  };
  const run = { form: session.form, spec };
  const along = await takeAlong(moment, run);
  const ran = after(along, await advance(moment, run));
  return begun && 'say' in begun ? after(begun.say, ran) : ran;
};

/** These words first. */
const after = (first: Reply | undefined, ran: Ran): Ran => {
  const say = first && ran.say ? join(first, ran.say) : (first ?? ran.say);
  return { ...ran, ...(say ? { say } : {}) };
};

const leaveFor = (step: Step & { kind: 'go' }, next: Waiting | undefined): Ran => ({
  ...(step.say ? { say: step.say } : {}),
  onward: { goal: step.goal, slots: step.slots, ...(next ? { next } : {}) },
});

/** Finds what is to be asked now: the first field without an answer, then the last look, then the end. */
export const advance = async <S>(moment: Moment<S>, run: Running<S>, steps = STEPS): Promise<Ran> => {
  if (steps <= 0) throw new Error(`form ${run.spec.name} goes in a circle`);
  const { form, spec } = run;
  for (const field of spec.fields) {
    if (field.name in form.values || form.passed.includes(field.name)) continue;
    if (field.name in form.given) return takeGiven(moment, run, field, steps);
    if (field.unasked) continue;
    if (await field.skip?.(contextOf(moment, run))) {
      form.passed.push(field.name);
      continue;
    }
    return come(moment, run, field, steps);
  }
  if (spec.confirm && !(await spec.confirm.skip?.(contextOf(moment, run)))) {
    moveTo(form, CONFIRM);
    return asked(moment, { say: await questionReply(moment, run) });
  }
  return submit(moment, run, steps);
};

export const submit = async <S>(moment: Moment<S>, run: Running<S>, steps = STEPS): Promise<Ran> =>
  obey(moment, run, await run.spec.submit(contextOf(moment, run)), steps - 1);

const takeGiven = async <S>(moment: Moment<S>, run: Running<S>, field: Field<S>, steps: number): Promise<Ran> => {
  const { form } = run;
  const value = form.given[field.name] as Json;
  delete form.given[field.name];
  moveTo(form, field.name);
  return settleValue(moment, run, field, value, steps - 1);
};

/** Puts what came along unasked in place; what does not stand its check is left out. @returns what is said of it */
const takeAlong = async <S>(moment: Moment<S>, run: Running<S>): Promise<Reply | undefined> => {
  const { form, spec } = run;
  const said: Reply[] = [];
  for (const field of spec.fields) {
    const value = form.given[field.name];
    if (!field.unasked || value === undefined) continue;
    delete form.given[field.name];
    form.values[field.name] = value;
    const step = await field.check?.(contextOf(moment, run));
    if (step && step.kind !== 'ok') delete form.values[field.name];
    else if (field.got) said.push(await field.got(contextOf(moment, run)));
  }
  return said.length ? join(...said) : undefined;
};

const moveTo = (form: OpenForm, asking: string): void => {
  if (form.asking === asking) return;
  form.asking = asking;
  form.misses = 0;
};

const asked = <S>(moment: Moment<S>, ran: Ran): Ran => {
  moment.spoken = true;
  return ran;
};

/** A field comes up: it is entered once, then asked. */
const come = async <S>(moment: Moment<S>, run: Running<S>, field: Field<S>, steps: number): Promise<Ran> => {
  moveTo(run.form, field.name);
  if (run.form.entered !== field.name) {
    run.form.entered = field.name;
    const step = await field.enter?.(contextOf(moment, run));
    if (step && step.kind !== 'ok') return obey(moment, run, step, steps - 1);
  }
  return asked(moment, { say: await questionReply(moment, run) });
};

/** Does once more what is done when the field comes up. */
export const enterAgain = async <S>(moment: Moment<S>, run: Running<S>, field: Field<S>): Promise<Ran> => {
  delete run.form.entered;
  return come(moment, run, field, STEPS);
};

/** Puts an answer in place and checks it. */
export const settleValue = async <S>(
  moment: Moment<S>,
  run: Running<S>,
  field: Field<S>,
  value: Json,
  steps = STEPS,
): Promise<Ran> => {
  const { form } = run;
  const before = form.values[field.name];
  form.values[field.name] = value;
  form.revision += 1;
  delete form.resumed;
  const step = (await field.check?.(contextOf(moment, run))) ?? ({ kind: 'ok' } as const);
  if (step.kind === 'wrong' || step.kind === 'say') {
    if (before === undefined) delete form.values[field.name];
    else form.values[field.name] = before;
    return obey(moment, run, step, steps);
  }
  if (step.kind !== 'ok') return obey(moment, run, step, steps);
  if (form.asking === field.name) form.misses = 0;
  const got = await field.got?.(contextOf(moment, run));
  return after(got, await advance(moment, run, steps - 1));
};

/** Does what a step of the form says. */
export const obey = async <S>(moment: Moment<S>, run: Running<S>, step: Step, steps = STEPS): Promise<Ran> => {
  const { session } = moment;
  switch (step.kind) {
    case 'ok':
      return advance(moment, run, steps);
    case 'ask':
      return asked(moment, { say: tiedTo(step.say, questionOf(run.form)) });
    case 'say':
      return asked(moment, { say: await withChoices(moment, run, step.say) });
    case 'wrong':
      return { say: await missed(moment, run, step.say) };
    case 'back':
      goBack(run, step.to);
      return after(step.say, await advance(moment, run, steps - 1));
    case 'go': {
      const { next } = run.form;
      closeForm(session);
      return leaveFor(step, next);
    }
    case 'end':
      closeForm(session);
      return { say: step.say };
    case 'done': {
      const { focus, more: _, ...say } = step.say;
      session.focus = { ...session.focus, ...focus };
      closeForm(session);
      return run.form.next ? { say, onward: run.form.next } : { say: join(say, step.next) };
    }
  }
};

/** Forgets the answers from `to` on, save those that come unasked. */
const goBack = <S>(run: Running<S>, to: string): void => {
  const from = run.spec.fields.findIndex(({ name }) => name === to);
  if (from < 0) throw new Error(`form ${run.spec.name} has no field ${to}`);
  for (const { name, unasked } of run.spec.fields.slice(from)) if (!unasked || name === to) forget(run.form, name);
  run.form.revision += 1;
  delete run.form.entered;
  delete run.form.asking;
};

/** Asks one answer anew and keeps the others. */
export const modify = async <S>(moment: Moment<S>, run: Running<S>, name: string): Promise<Ran> => {
  forget(run.form, name);
  const field = fieldNamed(run.spec, name);
  return field?.ask ? come(moment, run, field, STEPS) : advance(moment, run);
};
