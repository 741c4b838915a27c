// not sharded: a few hundred rows, held whole in memory by every process
import { rowSchema } from '../../database/schema.js';
import type { More, QuestionState } from './door.js';

export interface QuestionRow {
  _id: string;
  title: string;
  asked: string[];
  answer: string;
  /** These are absent in rows of before they were kept. */
  more?: More[];
  keywords?: string[];
  state?: QuestionState;
  revision?: number;
  changedAt?: Date;
  changedBy?: string;
  views?: number;
}

export const questionSchema = rowSchema<QuestionRow>(
  {
    _id: { type: String, required: true },
    title: { type: String, required: true },
    asked: [String],
    answer: { type: String, required: true },
    more: [String],
    keywords: [String],
    state: String,
    revision: Number,
    changedAt: Date,
    changedBy: String,
    views: Number,
  },
  'questions',
);

/** One row: how often the base was changed. Processes compare it with what they hold. */
export interface StampRow {
  _id: 'questions';
  changes: number;
}

export const stampSchema = rowSchema<StampRow>(
  { _id: { type: String, required: true }, changes: { type: Number, required: true } },
  'question_stamps',
);
