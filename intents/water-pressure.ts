import * as say from '../templates/replies/notices.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';
import { published, standing } from './notices.js';
import { area } from './slots.js';

/** How many are looked at, and told. */
const LOOKED_AT = 20;
const MOST = 3;

export const waterPressure = defineIntent({
  name: 'water_pressure',
  title: titles.water_pressure,
  examples: ['水压低怎么回事', '降压供水通知', '江景苑水小'],
  looksUp: true,
  slots: { area },
  async answer({ slots, services, now }) {
    const found = standing(await published(services, 'pressure', LOOKED_AT), now);
    const place = slots.area;
    const there = place
      ? found.filter(({ areas }) => areas.some(({ name }) => name.includes(place) || place.includes(name)))
      : found;
    return there.length > 0 ? say.pressure(there.slice(0, MOST), now) : say.noPressure(place);
  },
});
