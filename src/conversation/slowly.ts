import type { RepairCopy } from './repair.js';
import type { Reply } from './reply.js';

/** Lines and choices of one answer to a resident who asked to be spoken to slowly. */
const LINES = 4;
const CHOICES = 3;

const isHuman = ({ go }: { go: object }): boolean => 'command' in go && go.command === 'human';

/** Where to cut: at the last blank line within reach, else after the last line that fits; one line alone is not left over. */
const cutAt = (lines: readonly string[]): number => {
  let full = 0;
  let blank = 0;
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') blank = full > 1 ? i : blank;
    else full += 1;
    if (full > LINES) {
      const left = lines.slice(i).filter((one) => one.trim() !== '').length;
      return left <= 1 ? lines.length : blank || i;
    }
  }
  return lines.length;
};

/**
 * An answer in portions for who asked for it slowly: a few lines, then a few choices, the rest on `more`. A person is offered with each
 * portion of choices.
 */
export const slowly = (reply: Reply, { moreBelow, otherChoices }: RepairCopy): { now: Reply; rest?: Reply } => {
  const lines = reply.text.split('\n');
  const at = cutAt(lines);
  // who reads slowly is shown at once what there is to see
  const { pictures, ...words } = reply;
  if (at < lines.length) {
    return {
      now: {
        text: lines.slice(0, at).join('\n').trim(),
        tail: moreBelow(),
        ...(pictures ? { pictures } : {}),
      },
      rest: { ...words, text: lines.slice(at).join('\n').trim() },
    };
  }
  const people = reply.choices?.filter(isHuman) ?? [];
  const others = reply.choices?.filter((each) => !isHuman(each)) ?? [];
  if (others.length <= CHOICES + 1) return { now: reply };
  return {
    now: { ...reply, choices: [...others.slice(0, CHOICES), ...people], tail: moreBelow() },
    rest: {
      ...otherChoices(),
      choices: [...others.slice(CHOICES), ...people],
      ...(reply.tail ? { tail: reply.tail } : {}),
    },
  };
};
