export interface Question {
  id: string;
  title: string;
  /** Other ways to ask it. */
  asked: readonly string[];
  answer: string;
}

export interface Knowledge {
  /** The question nearest to the words when it is near enough, else undefined. Pure and quick: the base is held in memory. */
  find(words: string): { question: Question; score: number } | undefined;
  /** Questions that may have been meant, nearest first. */
  near(words: string, most: number): readonly Question[];
  byId(id: string): Question | undefined;
  importQuestions(questions: readonly Question[]): Promise<{ imported: number }>;
}
