import * as say from '../templates/replies/notices.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent, textSlot } from './kit.js';
import { published } from './notices.js';

const MOST = 5;

export const companyNews = defineIntent({
  name: 'company_news',
  title: titles.company_news,
  examples: ['公司新闻', '最近有什么公告', '新水厂什么时候投产'],
  looksUp: true,
  slots: { notice: textSlot() },
  async answer({ slots, services }) {
    const news = await published(services, 'news', MOST);
    const one = news.find(({ id }) => id === slots.notice);
    if (one) return say.story(one);
    return news.length > 0 ? say.headlines(news, services.company.hotline) : say.noNews(services.company.hotline);
  },
});
