import type { Field, Form, FormContext } from './form.js';
import type { Moment } from './moment.js';
import { tiedTo } from './offer.js';
import { type Json, join, type Reply } from './reply.js';
import { closeForm, type OpenForm } from './session.js';

/** The step at which the answers are looked over before submitting. */
export const CONFIRM = 'confirm';
/** At this miss a person is offered; at the next the form is put away. */
export const GIVE_UP_AT = 3;
/** A form under way and its definition. */
export interface Running<S> {
  form: OpenForm;
  spec: Form<S>;
}

/** The open form, when there is one. */
export const running = <S>({ session, parts }: Moment<S>): Running<S> | undefined => {
  const spec = session.form && parts.goals.get(session.form.name);
  return session.form && spec?.kind === 'form' ? { form: session.form, spec } : undefined;
};

export const fieldNamed = <S>(spec: Form<S>, name: string | undefined): Field<S> | undefined =>
  spec.fields.find((field) => field.name === name);

export const contextOf = <S>(moment: Moment<S>, { form }: Running<S>): FormContext<S, Record<string, Json>> => ({
  ...moment.context,
  values: form.values,
});

/** Names the question being asked; a choice answers only the question it was offered with. */
export const questionOf = (form: OpenForm): string =>
  form.asking === CONFIRM ? `${form.id}/${CONFIRM}/${form.revision}` : `${form.id}/${form.asking ?? ''}`;

/** The summary with its three choices. */
const confirmReply = async <S>(moment: Moment<S>, run: Running<S>): Promise<Reply> => {
  const { confirm } = run.spec;
  if (!confirm) throw new Error(`form ${run.spec.name} confirms nothing`);
  const summary = await confirm.ask(contextOf(moment, run));
  const choices = (['submit', 'modify', 'cancel'] as const).map((what) => ({
    label: confirm[what],
    go: { answer: what },
  }));
  return { ...summary, choices };
};

/** The open question in its own short words, with its choices. */
export const questionReply = async <S>(moment: Moment<S>, run: Running<S>): Promise<Reply> => {
  const field = fieldNamed(run.spec, run.form.asking);
  if (run.form.asking !== CONFIRM && !field?.ask)
    throw new Error(`form ${run.spec.name} cannot ask ${run.form.asking ?? 'nothing'}`);
  const reply = field?.ask ? await field.ask(contextOf(moment, run)) : await confirmReply(moment, run);
  return tiedTo(reply, questionOf(run.form));
};

/** What the field's own `help` says, with the question's choices. */
export const helpReply = async <S>(moment: Moment<S>, run: Running<S>): Promise<Reply> => {
  moment.spoken = true;
  const ask = await questionReply(moment, run);
  const own = await fieldNamed(run.spec, run.form.asking)?.help?.(contextOf(moment, run));
  if (!own) return moment.parts.repair.formHelp({ title: run.spec.title, ask });
  return withChoices(moment, run, own);
};

/** The open form goes on after something else was said. */
export const resumeReply = async <S>(moment: Moment<S>, run: Running<S>): Promise<Reply> => {
  moment.spoken = true;
  const ask = await questionReply(moment, run);
  return moment.parts.repair.resume({ title: run.spec.title, ask });
};

/** Words that stand alone, with the question's choices when they bring none. */
export const withChoices = async <S>(moment: Moment<S>, run: Running<S>, say: Reply): Promise<Reply> => {
  if (say.choices) return tiedTo(say, questionOf(run.form));
  const asks = run.form.asking === CONFIRM || fieldNamed(run.spec, run.form.asking)?.ask;
  const choices = asks && (await questionReply(moment, run)).choices;
  return choices ? { ...say, choices } : say;
};

/**
 * The reply to the n-th answer in a row that was none: ask again, offer a person, put the form away.
 * @param own the form's words for what was wrong: always said, the offer after them
 */
export const missed = async <S>(moment: Moment<S>, run: Running<S>, own?: Reply): Promise<Reply> => {
  const { repair } = moment.parts;
  const { title } = run.spec;
  run.form.misses += 1;
  moment.spoken = true;
  const { misses } = run.form;
  if (misses > GIVE_UP_AT) {
    closeForm(moment.session);
    moment.spoken = false;
    return join(own, repair.putAway({ title }));
  }
  const ask = await questionReply(moment, run);
  if (misses === GIVE_UP_AT) return join(own, repair.giveUp({ title, ask }));
  return own ? withChoices(moment, run, own) : repair.again({ title, ask, misses });
};
