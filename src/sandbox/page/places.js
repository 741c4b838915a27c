import { mapTile } from './bubbles.js';
import { byId, el } from './dom.js';
import { closeSheet, openSheet } from './sheets.js';

const HOMES = 8;
const fields = { label: byId('place-label'), latitude: byId('place-lat'), longitude: byId('place-lng') };
const wrong = byId('place-wrong');

const groupsOf = ({ customers = [], notices = [], outlets = [] }) => {
  const homes = customers.filter((one) => Number.isFinite(one.latitude)).slice(0, HOMES);
  const areas = [...new Map(notices.flatMap((notice) => notice.areas ?? []).map((area) => [area.name, area])).values()];
  return [
    [
      '客户的家',
      homes.map((one) => ({
        name: one.address || one.property,
        hint: `${one.holder} ${one.account}`,
        latitude: one.latitude,
        longitude: one.longitude,
      })),
    ],
    [
      '公告里的地方',
      areas.filter((area) => Number.isFinite(area.latitude)).map((area) => ({ ...area, hint: '停水等公告提到' })),
    ],
    ['营业厅', outlets.filter((one) => Number.isFinite(one.latitude)).map((one) => ({ ...one, hint: one.address }))],
  ];
};

const row = (spot, choose) => {
  const radio = el('input', { type: 'radio', name: 'place', on: { change: () => choose(spot) } });
  const said = el(
    'span',
    { class: 'spot-words' },
    el('b', { text: spot.name }),
    el('small', { text: spot.hint ?? '' }),
  );
  return el('label', { class: 'spot' }, radio, mapTile(spot.latitude, spot.longitude), said);
};

const read = () => {
  const latitude = Number(fields.latitude.value.trim() || Number.NaN);
  const longitude = Number(fields.longitude.value.trim() || Number.NaN);
  if (!(Math.abs(latitude) <= 90)) return { wrong: '先选一个地方，或写纬度（-90 到 90）', at: fields.latitude };
  if (!(Math.abs(longitude) <= 180)) return { wrong: '请写经度（-180 到 180）', at: fields.longitude };
  return { latitude, longitude, label: fields.label.value.trim() };
};

/**
 * The place picker: named places of the demo data, or coordinates written by hand.
 * @param send gets the location payload
 * @returns `open` and `setDemo`, which takes the driver's demo facts
 */
export const createPlaces = ({ send }) => {
  const choose = (spot) => {
    fields.label.value = spot.name;
    fields.latitude.value = String(spot.latitude);
    fields.longitude.value = String(spot.longitude);
    wrong.textContent = '';
  };
  byId('place-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const answer = read();
    wrong.textContent = answer.wrong ?? '';
    if (answer.wrong) return answer.at.focus();
    closeSheet();
    send({ type: 'location', ...answer });
  });
  return {
    open: () => openSheet('place', byId('places').querySelector('input')),
    setDemo: (demo) => {
      const groups = groupsOf(demo).filter(([, spots]) => spots.length > 0);
      byId('places').replaceChildren(
        ...groups.map(([name, spots]) =>
          el('fieldset', { class: 'spots' }, el('legend', { text: name }), ...spots.map((spot) => row(spot, choose))),
        ),
      );
    },
  };
};
