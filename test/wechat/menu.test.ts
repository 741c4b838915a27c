import { describe, expect, it } from '@jest/globals';
import { checkMenu, publishMenu } from '../../src/wechat/menu.js';

const click = (name: string, key = name) => ({ type: 'click', name, key });
const good = {
  button: [
    {
      name: '水费',
      sub_button: [click('查水费', 'BILL'), { type: 'view', name: '价目', url: 'https://water.example/price' }],
    },
    click('停水', 'OUTAGE'),
    { type: 'location_select', name: '报漏水', key: 'LEAK' },
  ],
};

describe('the menu', () => {
  it('is published as it is', async () => {
    const published: object[] = [];
    await publishMenu({ publishMenu: async (menu) => void published.push(menu) }, good);
    expect(published).toEqual([good]);
  });

  it.each<[string, object]>([
    ['no button', { button: [] }],
    ['four at the top', { button: ['1', '2', '3', '4'].map((name) => click(name)) }],
    ['six below', { button: [{ name: '水费', sub_button: Array.from({ length: 6 }, (_, i) => click(String(i))) }] }],
    ['an empty parent', { button: [{ name: '水费', sub_button: [] }] }],
    ['a parent below a parent', { button: [{ name: 'a', sub_button: [{ name: 'b', sub_button: [click('c')] }] }] }],
    ['a name too long at the top', { button: [click('查水费水费费', 'A')] }],
    ['a name too long below', { button: [{ name: 'a', sub_button: [click('长'.repeat(21), 'A')] }] }],
    ['a key too long', { button: [click('a', 'k'.repeat(129))] }],
    ['a click without a key', { button: [{ type: 'click', name: 'a' }] }],
    ['a URL that is none', { button: [{ type: 'view', name: 'a', url: 'javascript:alert(1)' }] }],
    ['a URL too long', { button: [{ type: 'view', name: 'a', url: `https://x/${'a'.repeat(1024)}` }] }],
    ['an unknown kind', { button: [{ type: 'dance', name: 'a', key: 'k' }] }],
    ['a key twice', { button: [click('a', 'K'), click('b', 'K')] }],
    ['nothing at all', {}],
  ])('is refused with %s', async (_name, menu) => {
    expect(() => checkMenu(menu)).toThrow('bad_input');
    await expect(publishMenu({ publishMenu: async () => undefined }, menu)).rejects.toMatchObject({
      code: 'bad_input',
    });
  });
});
