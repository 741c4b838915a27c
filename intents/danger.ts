import * as say from '../templates/replies/danger.js';
import { defineIntent } from './kit.js';
import { happening } from './slots.js';

export const danger = defineIntent({
  name: 'danger',
  title: '',
  examples: [],
  on: 'danger',
  slots: { kind: happening },
  answer: ({ slots, services }) => say.danger(slots.kind ?? 'burst', services.company.hotline),
});
