import * as say from '../templates/replies/survey.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';

export const survey = defineIntent({
  name: 'survey',
  title: titles.survey,
  examples: ['评价', '给师傅打个分', '满意度调查'],
  answer: () => say.noSurvey,
});
