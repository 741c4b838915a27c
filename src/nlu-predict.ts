import { readerFor, readSentences } from './nlu-files.js';

/** `npm run nlu:predict -- FILE.jsonl [--today YYYY-MM-DD]`: each `{"text"}` as a first message in the chat would be understood. */
const main = (args: readonly string[]): void => {
  const { file, read } = readerFor(args, 'nlu:predict -- FILE.jsonl [--today YYYY-MM-DD]');
  for (const { text } of readSentences(file)) {
    const { intent, confidence, action, slots, also, alternatives } = read(text);
    process.stdout.write(
      `${JSON.stringify({ text, intent, confidence: Number(confidence.toFixed(4)), action, slots, also, alternatives })}\n`,
    );
  }
};

main(process.argv.slice(2));
