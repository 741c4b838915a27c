import * as say from '../templates/replies/greeting.js';
import { defineIntent, text } from './kit.js';

export const follow = defineIntent({
  name: 'follow',
  title: '',
  examples: [],
  on: 'follow',
  async answer({ resident, services, cause }) {
    const { again, homes } = await services.customers.follow({ openid: resident, cause });
    const company = services.company.name;
    return again ? say.followAgain({ company, homes }) : say.firstFollow({ company, bound: homes.length > 0 });
  },
});

export const unfollow = defineIntent({
  name: 'unfollow',
  title: '',
  examples: [],
  on: 'unfollow',
  async answer({ resident, services, cause }) {
    await services.customers.unfollow({ openid: resident, cause });
    await services.desk.leave({ openid: resident });
    return text('');
  },
});
