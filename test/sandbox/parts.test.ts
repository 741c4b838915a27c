import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createCallLog } from '../../src/sandbox/calls.js';
import { decrypt, encrypt, isEncodingAesKey, signatureOf } from '../../src/sandbox/envelope.js';
import { openJournal } from '../../src/sandbox/journal.js';
import { firstFile } from '../../src/sandbox/multipart.js';
import { samplePicture } from '../../src/sandbox/picture.js';
import { choicesIn, stripTags } from '../../src/sandbox/rich-text.js';
import { fits } from '../../src/sandbox/template-fields.js';
import { cdata, parseXml, wordsOf } from '../../src/sandbox/xml.js';
import { account } from './fake-service.js';

describe('the signature', () => {
  it('is the one of WeChat’s own example', () => {
    expect(signatureOf('AAAAA', '1714037059', '486452656')).toBe('899cf89e464efb63f54ddac96b0a0a235f53aa78');
  });
});

describe('the envelope', () => {
  const WXBizMsgCrypt = createRequire(import.meta.url)('wechat-crypto') as new (
    token: string,
    key: string,
    appId: string,
  ) => { decrypt(text: string): { message: string; id: string }; encrypt(text: string): string };
  const crypt = new WXBizMsgCrypt(account.token, account.encodingAesKey, account.appId);

  it.each([0, 1, 10, 11, 12, 31, 32, 500])('of %i bytes is read by others, and theirs by us', (length) => {
    const xml = 'x'.repeat(length);
    expect(crypt.decrypt(encrypt(xml, account.encodingAesKey, account.appId))).toEqual({
      message: xml,
      id: account.appId,
    });
    expect(decrypt(crypt.encrypt(xml), account.encodingAesKey)).toEqual({ xml, appId: account.appId });
  });

  it('of another key, cut short or made up is not opened', () => {
    const box = encrypt('<xml/>', account.encodingAesKey, account.appId);
    expect(decrypt(box, 'ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210zyxwvut')).toBeUndefined();
    expect(decrypt(box.slice(0, 20), account.encodingAesKey)).toBeUndefined();
    expect(decrypt('', account.encodingAesKey)).toBeUndefined();
    expect([isEncodingAesKey(account.encodingAesKey), isEncodingAesKey('short')]).toEqual([true, false]);
  });
});

describe('XML', () => {
  it('is read with sections, entities and children', () => {
    const root = parseXml(
      '<?xml version="1.0"?>\n<xml> <A><![CDATA[1]]]]><![CDATA[>2]]></A><B>&lt;&#27700;&amp;</B><C/></xml>',
    );
    expect(root && ['A', 'B', 'C', 'D'].map((name) => wordsOf(root, name))).toEqual(['1]]>2', '<水&', '', undefined]);
    expect(parseXml(`<xml>${cdata('A', 'a]]><b>')}</xml>`)?.children[0]?.text).toBe('a]]><b>');
  });

  it.each([
    '',
    'x',
    '<xml>',
    '<xml></yml>',
    '<xml/><xml/>',
    '<xml a="1"/>',
    '<xml>a & b</xml>',
    '<xml>&nbsp;</xml>',
    '<!DOCTYPE x><xml/>',
    '<xml>words<A/></xml>',
    '<xml><A>',
    '</xml>',
    `${'<a>'.repeat(20)}${'</a>'.repeat(20)}`,
  ])('%j is none', (text) => {
    expect(parseXml(text)).toBeUndefined();
  });
});

describe('rich text', () => {
  it('shows labels and finds choices, encoded or not, in any order', () => {
    const text =
      '1 <a href="weixin://bizmsgmenu?msgmenucontent=%E4%B8%80=1&amp;msgmenuid=a">一</a> 2 <a class="x" href=\'weixin://bizmsgmenu?msgmenuid=b&msgmenucontent=二%\'>贰</a> <a href="https://x">网</a> 3 < 4';
    expect(stripTags(text)).toBe('1 一 2 贰 网 3 < 4');
    expect(choicesIn(text)).toEqual([
      { id: 'a', content: '一=1' },
      { id: 'b', content: '二%' },
    ]);
  });
});

describe('template fields', () => {
  it.each<[string, string, boolean]>([
    ['thing1', '水'.repeat(20), true],
    ['thing1', '水'.repeat(21), false],
    ['thing1', ' ', false],
    ['character_string2', 'TS20261121042', true],
    ['character_string2', '户号', false],
    ['character_string2', 'x'.repeat(33), false],
    ['time3', '15:01', true],
    ['time3', '2026年10月1日 15:01', true],
    ['time3', '2026年10月1日~2026年10月31日', true],
    ['time3', '2026-10-01 09:00', true],
    ['time3', '25:00', false],
    ['time3', '2026年10月', false],
    ['amount4', '¥59.75', true],
    ['amount4', '59.75元', true],
    ['amount4', '59.755', false],
    ['amount4', '一元', false],
    ['phone_number1', '0571-96123', true],
    ['phone_number1', '电话', false],
    ['phrase1', '未交费', true],
    ['phrase1', '还没有交费', true],
    ['phrase1', '还没有交费呢', false],
    ['name1', '欧阳', true],
    ['name1', '水'.repeat(11), false],
    ['number1', '14.5', true],
    ['number1', '14吨', false],
    ['car_number1', '粤A12345', true],
    ['smell1', 'x', false],
  ])('%s takes %j: %s', (key, value, taken) => {
    expect(fits(key, value, undefined)).toBe(taken);
  });

  it('a const field takes its approved words only', () => {
    expect([fits('const1', '已受理', ['已受理']), fits('const1', '受理', ['已受理'])]).toEqual([true, false]);
  });
});

describe('the journal', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'journal-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const read = (file: string): string[] => {
    const found: string[] = [];
    const journal = openJournal(file);
    journal.topic<string>('a', (entry) => found.push(entry));
    journal.close();
    return found;
  };

  it('gives back what was written, and cuts a torn tail off', () => {
    const file = join(folder, 'j');
    const journal = openJournal(file);
    const write = journal.topic<string>('a', () => undefined);
    write('一');
    journal.together(() => {
      write('二');
      journal.topic<number>('b', () => undefined)(1);
      write('三');
    });
    journal.close();
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(2);
    appendFileSync(file, '[["a","tor');
    expect(read(file)).toEqual(['一', '二', '三']);
    expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true);
  });

  it('refuses a file that was damaged in the middle', () => {
    const file = join(folder, 'j');
    writeFileSync(file, '[["a","1"]]\nnonsense\n[["a","2"]]\n');
    expect(() => read(file)).toThrow(/line 2/);
  });
});

describe('small formats', () => {
  it('a picture is a PNG of its size', () => {
    const png = samplePicture('a');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([240, 180]);
    const length = png.readUInt32BE(33);
    expect(png.toString('latin1', 37, 41)).toBe('IDAT');
    expect(inflateSync(png.subarray(41, 41 + length))).toHaveLength(180 * (1 + 240 * 3));
    expect(png.equals(samplePicture('b'))).toBe(false);
  });

  it('a form gives its file, whatever stands before it', () => {
    const body = Buffer.from(
      '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b\r\ncontent-disposition: form-data; name="media"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\r\n--\r\n--b--\r\n',
    );
    expect(firstFile('multipart/form-data; boundary=b', body)).toEqual({
      field: 'media',
      filename: 'a.png',
      bytes: Buffer.from('\r\n--'),
    });
    expect(firstFile('multipart/form-data; boundary=c', body)).toBeUndefined();
    expect(firstFile('application/json', body)).toBeUndefined();
  });

  it('the call log keeps the newest 50,000', () => {
    const log = createCallLog();
    for (let i = 0; i < 56_000; i += 1)
      log.open({ at: '2026-11-21T01:00:00.000Z', method: 'GET', path: `/${i % 10}`, query: {}, body: null });
    const calls = log.list(undefined, undefined);
    expect([calls.length, calls[0]?.seq, calls.at(-1)?.seq]).toEqual([50_000, 6_001, 56_000]);
    expect(log.list('/7', '55990').map(({ seq }) => seq)).toEqual([55_998]);
  });
});
