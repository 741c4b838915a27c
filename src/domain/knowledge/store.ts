import type { Connection } from '../../database/connect.js';
import { modelOf, unlessTaken } from '../../database/schema.js';
import type { KeptQuestion, Question, QuestionState } from './door.js';
import { type QuestionRow, questionSchema, type StampRow, stampSchema } from './schema.js';

/** More than this is no base to be held in memory. */
const MOST = 5000;
const STAMP = 'questions';
const NEVER = new Date(0);

const present = ({
  _id,
  more,
  state,
  revision,
  changedAt,
  changedBy,
  views,
  ...question
}: QuestionRow): KeptQuestion => ({
  id: _id,
  ...question,
  more: more ?? [],
  state: state ?? 'online',
  revision: revision ?? 1,
  changedAt: changedAt ?? NEVER,
  changedBy: changedBy ?? 'system',
  views: views ?? 0,
});

const contentOf = ({ title, asked, answer, more, keywords = [] }: Question) => ({
  title,
  asked: [...asked],
  answer,
  more: [...more],
  keywords: [...keywords],
});

export interface Change {
  question: Question & { state: QuestionState };
  at: Date;
  by: string;
}

export const questionStore = (db: Connection) => {
  const questions = modelOf<QuestionRow>(db, 'Question', questionSchema);
  const stamps = modelOf<StampRow>(db, 'QuestionStamp', stampSchema);
  const find = async (id: string): Promise<KeptQuestion | undefined> => {
    const row = await questions.findById(id).lean<QuestionRow>();
    return row ? present(row) : undefined;
  };
  return {
    find,
    /** By id. */
    all: async (): Promise<KeptQuestion[]> =>
      (await questions.find({}).sort({ _id: 1 }).limit(MOST).lean<QuestionRow[]>()).map(present),

    /** @returns false when there is one of this id by now */
    add: async ({ question, at, by }: Change): Promise<boolean> => {
      return unlessTaken(
        questions.create({
          _id: question.id,
          ...contentOf(question),
          state: question.state,
          revision: 1,
          changedAt: at,
          changedBy: by,
          views: 0,
        }),
      );
    },

    /** Replaces the content of a question that still has this revision. @returns false when it has another, or is gone */
    replace: async (seen: number, { question, at, by }: Change): Promise<boolean> => {
      // Rows of before there were revisions count as the first.
      const revision = seen === 1 ? { $in: [1, null] } : seen;
      const { matchedCount } = await questions.updateOne(
        { _id: question.id, revision },
        {
          $set: {
            ...contentOf(question),
            state: question.state,
            revision: seen + 1,
            changedAt: at,
            changedBy: by,
          },
        },
      );
      return matchedCount === 1;
    },

    /** @returns false when it has another revision, or is gone */
    remove: async (id: string, seen: number): Promise<boolean> => {
      const { deletedCount } = await questions.deleteOne({
        _id: id,
        revision: seen === 1 ? { $in: [1, null] } : seen,
      });
      return deletedCount === 1;
    },

    /** Adds to the counts of those that are still there. */
    addViews: async (counts: ReadonlyMap<string, number>): Promise<void> => {
      if (counts.size === 0) return;
      await questions.bulkWrite(
        [...counts].map(([id, views]) => ({ updateOne: { filter: { _id: id }, update: { $inc: { views } } } })),
        { ordered: false },
      );
    },

    /** How often the base was changed; 0: never. */
    stamp: async (): Promise<number> => (await stamps.findById(STAMP).lean<StampRow>())?.changes ?? 0,
    /** Says that the base was changed, after it was. */
    touch: async (): Promise<void> => {
      await stamps.updateOne({ _id: STAMP }, { $inc: { changes: 1 } }, { upsert: true });
    },
  };
};

export type QuestionStore = ReturnType<typeof questionStore>;
