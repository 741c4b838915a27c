import {
  CONFIRM,
  contextOf,
  fieldNamed,
  GIVE_UP_AT,
  missed,
  questionOf,
  questionReply,
  type Running,
  running,
} from './ask-form.js';
import type { Field, InputKind, Said } from './form.js';
import type { Moment } from './moment.js';
import { tiedTo, unmarked } from './offer.js';
import type { Choice, Json, Reply } from './reply.js';
import { advance, enterAgain, modify, obey, type Ran, settleValue, submit } from './run-form.js';
import { closeForm } from './session.js';

/** Longer words are no slip that is put right in passing. */
const CORRECTION_LENGTH = 60;

const takes = <S>(field: Field<S> | undefined, kind: InputKind): field is Field<S> =>
  field !== undefined && (field.accepts ?? ['text']).includes(kind);

/** Gives what was said to the open form. Undefined: the form does not recognise it. */
export const takeSaid = async <S>(moment: Moment<S>): Promise<Ran | undefined> => {
  const run = running(moment);
  const said = moment.said && run && forForm(moment.said, moment, run);
  if (!run || !said) return undefined;
  const asking = fieldNamed(run.spec, run.form.asking);
  if (said.kind === 'text') {
    if (run.form.asking === CONFIRM)
      return said.understood.yes ? submit(moment, run) : correctInPassing(moment, run, said);
    return asking && keepVoice(moment, run, () => takeWords(moment, run, asking, said));
  }
  if (takes(asking, said.kind)) {
    const ran = await takeItem(moment, run, asking, said);
    if (ran) return ran;
  }
  if (said.kind === 'voice') return undefined;
  for (const field of run.spec.fields) {
    const ran = takes(field, said.kind) && field !== asking ? await takeItem(moment, run, field, said) : undefined;
    if (ran) return ran;
  }
  return undefined;
};

/** Before submitting, words that only one strict answer can mean (a mobile, say) replace that answer; free ones are asked about. */
const correctInPassing = async <S>(
  moment: Moment<S>,
  run: Running<S>,
  said: Said & { kind: 'text' },
): Promise<Ran | undefined> => {
  if ([...said.text].length > CORRECTION_LENGTH) return undefined;
  for (const field of run.spec.fields) {
    if (field.free || field.many || field.label === undefined || !takes(field, 'text')) continue;
    const to = field.read(said, contextOf(moment, run)) as Json | undefined;
    if (to !== undefined) return settleValue(moment, run, field, to);
  }
  return undefined;
};

/** A voice is a voice to a field that wants one, else the words that were heard. */
const forForm = <S>(said: Said, { understood }: Moment<S>, run: Running<S>): Said | undefined => {
  if (said.kind !== 'voice' || takes(fieldNamed(run.spec, run.form.asking), 'voice')) return said;
  return understood && { kind: 'text', text: understood.text, raw: said.text ?? '', understood };
};

/** When the words of a voice are an answer, the voice itself is kept by the unasked field that takes voices, the first one for good. */
const keepVoice = async <S>(
  moment: Moment<S>,
  run: Running<S>,
  take: () => Promise<Ran | undefined>,
): Promise<Ran | undefined> => {
  const keeper = run.spec.fields.find((field) => field.unasked && takes(field, 'voice'));
  const voice = moment.said;
  if (!keeper || voice?.kind !== 'voice' || keeper.name in run.form.values) return take();
  const item = keeper.read(voice, contextOf(moment, run));
  if (item === undefined) return take();
  run.form.values[keeper.name] = item as Json;
  const ran = await take();
  if (!ran) delete run.form.values[keeper.name];
  return ran;
};

const takeWords = async <S>(
  moment: Moment<S>,
  run: Running<S>,
  field: Field<S>,
  said: Said & { kind: 'text' },
): Promise<Ran | undefined> => {
  const { normalise } = moment.parts.understanding;
  const own = field.words?.find(({ says }) => says.some((word) => normalise(word) === unmarked(said.text)));
  if (own?.do === 'enter') return enterAgain(moment, run, field);
  if (own) return obey(moment, run, await own.do(contextOf(moment, run)));
  if (field.optional && said.understood.no) return pass(moment, run, field);
  if (!takes(field, 'text') || said.understood.empty || isInterruption(moment, run, field, said)) return undefined;
  return takeItem(moment, run, field, said);
};

/** Free words are an answer unless they surely ask for something else. */
const isInterruption = <S>(
  { parts }: Moment<S>,
  { spec }: Running<S>,
  field: Field<S>,
  { understood }: Said & { kind: 'text' },
): boolean =>
  field.free === true &&
  understood.action === 'answer' &&
  understood.intent !== spec.name &&
  !field.kin?.includes(understood.intent) &&
  understood.confidence >= parts.interruptAt &&
  parts.goals.has(understood.intent);

const pass = async <S>(moment: Moment<S>, run: Running<S>, field: Field<S>): Promise<Ran> => {
  run.form.passed.push(field.name);
  return advance(moment, run);
};

const takeItem = async <S>(
  moment: Moment<S>,
  run: Running<S>,
  field: Field<S>,
  said: Said,
): Promise<Ran | undefined> => {
  const item = field.read(said, contextOf(moment, run));
  if (item === undefined) return undefined;
  if (!field.many) return settleValue(moment, run, field, item as Json);
  const held = run.form.values[field.name];
  const items = Array.isArray(held) ? (held as readonly Json[]) : [];
  if (items.length < field.many.max) return settleValue(moment, run, field, [...items, item as Json]);
  moment.spoken = true;
  const ask = await questionReply(moment, run);
  return { say: moment.parts.repair.enough({ title: run.spec.title, ask, max: field.many.max }) };
};

/** Gives a chosen answer to the open form. Undefined: the question it belonged to is no longer open. */
export const takeChoice = async <S>(
  moment: Moment<S>,
  { answer, ask }: { answer: Json; ask: string },
): Promise<Ran | undefined> => {
  const run = running(moment);
  if (!run || questionOf(run.form) !== ask) return undefined;
  if (run.form.asking === CONFIRM) return takeConfirm(moment, run, answer);
  const field = fieldNamed(run.spec, run.form.asking);
  if (!field) return undefined;
  return answer === null ? pass(moment, run, field) : settleValue(moment, run, field, answer);
};

const takeConfirm = async <S>(moment: Moment<S>, run: Running<S>, answer: Json): Promise<Ran> => {
  const { repair } = moment.parts;
  if (answer === 'submit') return submit(moment, run);
  if (answer === 'cancel') {
    closeForm(moment.session);
    return { say: repair.cancelled({ title: run.spec.title }) };
  }
  if (typeof answer === 'object' && answer !== null && 'modify' in answer && typeof answer.modify === 'string')
    return modify(moment, run, answer.modify);
  if (typeof answer === 'object' && answer !== null && 'set' in answer && 'to' in answer) {
    const field = fieldNamed(run.spec, String(answer.set));
    if (field) return settleValue(moment, run, field, answer.to as Json);
  }
  const { passed, values } = run.form;
  const choices = run.spec.fields.flatMap(({ name, label, optional, unasked }) =>
    label === undefined || (passed.includes(name) && !optional) || (unasked && !(name in values))
      ? []
      : [{ label, go: { answer: { modify: name } } }],
  );
  moment.spoken = true;
  return { say: tiedTo(repair.modifyWhich(choices), questionOf(run.form)) };
};

/** The free answers that these words could replace, as choices; empty when there is none. */
const corrections = <S>(moment: Moment<S>, run: Running<S>, said: Said & { kind: 'text' }): Choice[] => {
  if (said.understood.empty || [...said.text].length > CORRECTION_LENGTH) return [];
  return run.spec.fields.flatMap((field) => {
    if (!field.free || field.label === undefined || field.many) return [];
    const to = field.read(said, contextOf(moment, run)) as Json | undefined;
    return to === undefined ? [] : [{ label: field.label, go: { answer: { set: field.name, to } } }];
  });
};

/** Words that answer not the open question but another one: kept for a later one, or offered as a correction of an earlier. */
const heardElsewhere = async <S>(
  moment: Moment<S>,
  run: Running<S>,
  said: Said & { kind: 'text' },
): Promise<Reply | undefined> => {
  const { form, spec } = run;
  const { repair } = moment.parts;
  if (form.asking === CONFIRM) {
    const choices = corrections(moment, run, said);
    if (choices.length === 0) return undefined;
    moment.spoken = true;
    return tiedTo(repair.changeTo({ words: said.raw, choices }), questionOf(form));
  }
  const later = spec.fields.find(({ early, name }) => early && !(name in form.values) && name !== form.asking);
  const value = later?.read(said, contextOf(moment, run)) as Json | undefined;
  if (!later || value === undefined) return undefined;
  form.given[later.name] = value;
  moment.spoken = true;
  return repair.noted({ title: spec.title, ask: await questionReply(moment, run) });
};

/** What came is no answer to the open question, and nobody else made anything of it. */
export const missQuestion = async <S>(moment: Moment<S>, run: Running<S>): Promise<Ran> => {
  const sent = moment.said;
  const asking = fieldNamed(run.spec, run.form.asking);
  const wantsWords = run.form.asking === CONFIRM || takes(asking, 'text');
  const got = !sent ? 'other' : sent.kind === 'voice' && moment.understood ? 'text' : sent.kind;
  const words = moment.said && forForm(moment.said, moment, run);
  const other = words?.kind === 'text' && wantsWords ? await heardElsewhere(moment, run, words) : undefined;
  if (other) return { say: other };
  if (got === 'text' && wantsWords) return { say: await missed(moment, run) };
  const ask = await questionReply(moment, run);
  const said = await missed(moment, run);
  const again = run.form.misses < GIVE_UP_AT;
  return { say: again ? moment.parts.repair.wrongKind({ title: run.spec.title, ask, got }) : said };
};
