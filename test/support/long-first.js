import Sequencer from '@jest/test-sequencer';

/** The long trials first: one of them begun last would have a worker to itself while the other has nothing left to do. */
export default class LongFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (/\/e2e\//.test(path) ? 0 : 1);
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
