// not sharded: a few hundred rows, held whole in memory by every process
import type { Connection } from '../../database/connect.js';
import { modelOf, rowSchema } from '../../database/schema.js';
import type { Question } from './door.js';

interface QuestionRow {
  _id: string;
  title: string;
  asked: string[];
  answer: string;
}

const schema = rowSchema<QuestionRow>(
  {
    _id: { type: String, required: true },
    title: { type: String, required: true },
    asked: [String],
    answer: { type: String, required: true },
  },
  'questions',
);

/** More than this is no base to be held in memory. */
const MOST = 5000;

export const questionStore = (db: Connection) => {
  const questions = modelOf<QuestionRow>(db, 'Question', schema);
  return {
    all: async (): Promise<Question[]> =>
      (await questions.find({}).sort({ _id: 1 }).limit(MOST).lean<QuestionRow[]>()).map(({ _id, ...question }) => ({
        id: _id,
        ...question,
      })),
    put: async (list: readonly Question[]): Promise<void> => {
      if (list.length === 0) return;
      await questions.bulkWrite(
        list.map(({ id, title, asked, answer }) => ({
          updateOne: { filter: { _id: id }, update: { $set: { title, asked: [...asked], answer } }, upsert: true },
        })),
        { ordered: false },
      );
    },
  };
};
