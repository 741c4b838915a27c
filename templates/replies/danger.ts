import { choice, choices, type Reply } from '../../src/conversation/reply.js';

const first: Readonly<Record<string, string>> = {
  burst: '先关家里总阀，离电源远一点。',
  flood: '先关总阀，拉下电闸，人到干的地方去。',
  electric: '别碰水和电器，人先离开，能拉总闸就拉总闸。有人触电马上打 120！',
};

export const danger = (kind: string, hotline: string): Reply =>
  choices(`${first[kind] ?? first.burst}\n24小时抢修 ${hotline}，现在就打，最快。`, [
    choice('在这里登记', { intent: 'report_fault' }),
    choice('查停水', { intent: 'outage_lookup' }),
    choice('人工', { command: 'human' }),
  ]);
