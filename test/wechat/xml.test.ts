import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readXml, XML_LIMITS } from '../../src/wechat/xml.js';
import { eventXml, textXml } from './fixtures.js';

const root = (xml: string) => {
  const read = readXml(xml);
  if (read.kind === 'malformed') throw new Error(`${read.why} at ${read.at}`);
  return read.root;
};

describe('reading the callback XML', () => {
  it('reads text, CDATA, entities and nesting', () => {
    expect(root(textXml('你好 <b> & ]]'))).toMatchObject({ Content: '你好 <b> & ]]', MsgId: '24900000000000001' });
    expect(root('<xml><a>1 &lt; 2 &amp;&#38;&#x26; &quot;x&apos;</a><b></b></xml>')).toEqual({
      a: '1 < 2 &&& "x\'',
      b: '',
    });
    expect(root('<xml><a>x<![CDATA[<y>]]>z</a></xml>')).toEqual({ a: 'x<y>z' });
    expect(root('<?xml version="1.0"?>\n<xml>\n  <a>1</a>\n</xml>\n')).toEqual({ a: '1' });
    expect(root('<xml><a><b><c>deep</c></b></a></xml>')).toEqual({ a: { b: { c: 'deep' } } });
  });

  it('always reads the elements that may repeat as lists', () => {
    const one = '<P><List><Id>1</Id></List></P>';
    const two = '<P><List><Id>1</Id></List><List><Id>2</Id></List></P>';
    expect(root(eventXml('x', one))).toMatchObject({ P: { List: [{ Id: '1' }] } });
    expect(root(eventXml('x', two))).toMatchObject({ P: { List: [{ Id: '1' }, { Id: '2' }] } });
  });

  it('lets a bare text under the root pass, as an old client of WeChat sent one', () => {
    expect(root('<xml>marker<a>1</a></xml>')).toEqual({ a: '1' });
  });

  it.each([
    ['', 'empty'],
    ['{}', 'JSON'],
    ['<html></html>', 'another root'],
    ['<xml><a>1</a>', 'an open root'],
    ['<xml><a>1</xml>', 'an open tag'],
    ['<xml><a>1</b></xml>', 'crossed tags'],
    ['<xml><a x="1">1</a></xml>', 'an attribute'],
    ['<xml><a/></xml>', 'a closed tag'],
    ['<xml><a>1</a><a>2</a></xml>', 'a tag twice'],
    ['<xml><!-- c --></xml>', 'a comment'],
    ['<!DOCTYPE x [<!ENTITY e "x">]><xml></xml>', 'a DOCTYPE'],
    ['<xml><!DOCTYPE x></xml>', 'a DOCTYPE inside'],
    ['<xml><a>&e;</a></xml>', 'an entity of its own'],
    ['<xml><a>&#0;</a></xml>', 'a null character'],
    ['<xml><a>&#xD800;</a></xml>', 'half a pair'],
    ['<xml><a><![CDATA[1</a></xml>', 'an open CDATA'],
    ['<xml></xml><xml></xml>', 'two roots'],
    ['<xml><a><b><c><d>1</d></c></b></a></xml>', 'five deep'],
    [
      `<xml>${'<i></i>'.repeat(0)}${Array.from({ length: 200 }, (_, i) => `<t${i}></t${i}>`).join('')}</xml>`,
      '201 tags',
    ],
    [`<xml><a>${'x'.repeat(XML_LIMITS.chars)}</a></xml>`, 'more than 64 K'],
  ])('refuses %#: %s', (xml) => {
    expect(readXml(xml)).toMatchObject({ kind: 'malformed' });
  });

  it('gives back every text that it is given', () => {
    const text = fc.string({ unit: 'binary' }).map((value) => Buffer.from(value).toString());
    fc.assert(
      fc.property(text, (value) => {
        expect(root(`<xml><a><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></a></xml>`)).toEqual({
          a: value,
        });
        const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
        expect(root(`<xml><a>${escaped}</a></xml>`)).toEqual({ a: value });
      }),
    );
  });

  it('never throws and never pollutes, whatever 20,000 mutations say', () => {
    const seeds = [textXml('上个月水费多少'), eventXml('x', '<P><List><A>1</A></List><List><A>2</A></List></P>')];
    const tokens = [
      '<',
      '>',
      '</',
      '<![CDATA[',
      ']]>',
      '&',
      ';',
      '&#x',
      '<__proto__>',
      '</__proto__>',
      '<!',
      '<?',
      '\0',
      '/',
    ];
    let state = 20261121;
    const next = (n: number): number => {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      return state % n;
    };
    const kinds = new Set<string>();
    for (let i = 0; i < 20_000; i += 1) {
      let xml = seeds[next(seeds.length)] ?? '';
      for (let n = next(4); n >= 0; n -= 1) {
        const at = next(xml.length + 1);
        const end = at + next(12);
        xml = xml.slice(0, at) + (next(2) ? (tokens[next(tokens.length)] ?? '') : '') + xml.slice(next(2) ? at : end);
      }
      kinds.add(readXml(xml).kind);
    }
    expect(kinds).toEqual(new Set(['read', 'malformed']));
    expect(root('<xml><__proto__><polluted>1</polluted></__proto__></xml>')).toBeDefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('reads the worst bodies of 64 KB in no time', () => {
    const started = process.hrtime.bigint();
    readXml(`<xml>${'<a>'.repeat(20_000)}</xml>`);
    readXml(`<xml><a>${'&'.repeat(60_000)}</a></xml>`);
    readXml(`<xml><a>${'<![CDATA[]]>'.repeat(5_400)}</a></xml>`);
    readXml(`<xml><a>${'&lt;'.repeat(16_000)}</a></xml>`);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(500);
  });
});
