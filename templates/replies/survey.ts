import { choice, choices } from '../../src/conversation/reply.js';

export const noSurvey = choices('这里还不能打分。想表扬、想提意见都可以写下来，我登记给客服，有回复', [
  choice('写下来', { intent: 'complaint' }),
  choice('人工', { command: 'human' }),
]);
