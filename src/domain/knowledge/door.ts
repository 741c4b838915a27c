export interface Question {
  id: string;
  title: string;
  /** Other ways to ask it. */
  asked: readonly string[];
  answer: string;
}

export interface Knowledge {
  /**
   * The question that answers the words when one is near enough, else undefined. Pure and quick: the base is held in memory.
   * @param options `foreign`: the words are held to be of another trade, so that only a question nearly word for word will do
   */
  find(words: string, options?: { foreign?: boolean }): { question: Question; score: number } | undefined;
  /** When none is near enough: questions that may have been meant, nearest first. */
  near(words: string, most: number): readonly Question[];
  byId(id: string): Question | undefined;
  importQuestions(questions: readonly Question[]): Promise<{ imported: number }>;
}
