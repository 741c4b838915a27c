import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isFestival } from '../../../src/conversation/nlu/festivals.js';
import { readHours } from '../../../src/conversation/nlu/opening-hours.js';
import { prepareModels } from '../../../src/database/connect.js';
import { createOutlets, type Outlet, type Outlets } from '../../../src/domain/outlets/index.js';
import { withDatabase } from '../../support/database.js';

const database = withDatabase();
let outlets: Outlets;

const outlet = (name: string, latitude: number, address: string, serves: string[] = []): Outlet => ({
  name,
  address,
  hours: '周一至周五 9:00–17:00',
  latitude,
  longitude: 114.3,
  serves,
});
const east = outlet('城东营业厅', 30.6, '城东区东湖路88号', ['芳草园', '翠湖小区']);
const west = outlet('城西营业厅', 30.5, '城西区人民路15号', ['翡翠城']);

beforeAll(async () => {
  createOutlets({ db: database.db(), readHours, isHoliday: isFestival });
  await prepareModels(database.db());
});
beforeEach(async () => {
  await database.clear();
  outlets = createOutlets({ db: database.db(), readHours, isHoliday: isFestival });
  await outlets.importOutlets([east, west]);
});

const namesAt = async (place: string): Promise<string[]> => (await outlets.at(place)).map(({ name }) => name);

describe('outlets', () => {
  it('are told nearest first, in metres', async () => {
    expect(await outlets.nearest({ latitude: 30.51, longitude: 114.3 }, 5)).toEqual([
      { outlet: west, metres: 1112 },
      { outlet: east, metres: 10008 },
    ]);
    expect(await outlets.nearest({ latitude: 30.51, longitude: 114.3 }, 1)).toHaveLength(1);
  });

  it('are found by their name, what they serve, their address', async () => {
    expect(await namesAt('城东')).toEqual(['城东营业厅']);
    expect(await namesAt('芳草园小区')).toEqual(['城东营业厅']);
    expect(await namesAt('人民路')).toEqual(['城西营业厅']);
    expect(await namesAt('大庙口')).toEqual([]);
    expect(await namesAt('路')).toEqual([]);
  });

  it('are replaced by an import, so that a closed one is gone and the order is that of the list', async () => {
    const south = outlet('城南营业厅', 30.4, '城南区南门1号');
    await outlets.importOutlets([south, east]);
    expect(await outlets.all()).toEqual([south, east]);
    await outlets.importOutlets([]);
    expect(await outlets.all()).toEqual([]);
  });

  it('are put and removed one by one, in their place', async () => {
    const south = outlet('城南营业厅', 30.4, '城南区南门1号');
    expect(await outlets.put(south)).toEqual({ outlet: south, added: true });
    const moved = { ...east, address: '城东区东湖路90号' };
    expect(await outlets.put(moved)).toEqual({ outlet: moved, added: false });
    expect(await outlets.all()).toEqual([moved, west, south]);
    await outlets.remove(west.name);
    expect(await outlets.all()).toEqual([moved, south]);
    await expect(outlets.get(west.name)).rejects.toMatchObject({ code: 'outlet_unknown' });
    await expect(outlets.remove(west.name)).rejects.toMatchObject({ code: 'outlet_unknown' });
  });

  it('are compared by an import, and left alone by a dry one and by one that is wrong', async () => {
    const moved = { ...east, address: '城东区东湖路90号' };
    const south = outlet('城南营业厅', 30.4, '城南区南门1号');
    const changes = { imported: 2, added: [south.name], changed: [east.name], removed: [west.name] };
    expect(await outlets.importOutlets([moved, south], { dryRun: true })).toEqual(changes);
    await expect(outlets.importOutlets([south, south])).rejects.toMatchObject({ code: 'bad_input' });
    expect(await outlets.all()).toEqual([east, west]);
    expect(await outlets.importOutlets([moved, south])).toEqual(changes);
    expect(await outlets.all()).toEqual([moved, south]);
  });
});
