import { choice, choices, type Reply } from '../../src/conversation/reply.js';

export const phone = (hotline: string): Reply =>
  choices(`电话 ${hotline}，24小时抢修，咨询、投诉也打它`, [
    choice('找营业厅', { intent: 'outlets' }),
    choice('让人工联系我', { command: 'human' }),
  ]);
