declare module 'natural/lib/natural/classifiers/bayes_classifier.js' {
  class BayesClassifier {
    /** How often each token came. */
    features: Record<string, number>;
    docs: readonly { label: string; text: readonly string[] }[];
    classifier: { addExample(vector: readonly number[], label: string): void };
    /** @param text tokens */
    addDocument(text: readonly string[], label: string): void;
    train(): void;
    classify(observation: readonly string[]): string;
  }
  export default BayesClassifier;
}
