import { describe, expect, it } from '@jest/globals';
import { readInbound } from '../../src/wechat/inbound.js';
import { readXml } from '../../src/wechat/xml.js';
import { eventXml, head, textXml } from './fixtures.js';

const inbound = (xml: string) => {
  const read = readXml(xml);
  if (read.kind === 'malformed') throw new Error(read.why);
  return readInbound(read.root, xml);
};
const message = (type: string, rest: string, id = '<MsgId>24900000000000003</MsgId>') =>
  inbound(`<xml>${head(type)}${rest}${id}</xml>`);
const event = (name: string, rest = '') => inbound(eventXml(name, rest));
const key = (result: ReturnType<typeof inbound>) => (result.kind === 'turn' ? result.turn.key : undefined);

describe('messages become turns', () => {
  it('knows who, when and by which key', () => {
    expect(inbound(textXml('上个月水费'))).toEqual({
      kind: 'turn',
      account: 'gh_water',
      windowCause: 'message',
      turn: {
        key: expect.stringMatching(/^[0-9a-f]{32}$/),
        resident: 'oRes01_resident_abcdef',
        at: new Date('2026-11-21T09:00:00+08:00'),
        input: { kind: 'text', text: '上个月水费' },
      },
    });
  });

  it.each([
    ['image', '<PicUrl>http://x</PicUrl><MediaId>MID</MediaId>', { kind: 'image', mediaId: 'MID' }],
    ['video', '<MediaId>MID</MediaId><ThumbMediaId>T</ThumbMediaId>', { kind: 'video', mediaId: 'MID' }],
    ['shortvideo', '<MediaId>MID</MediaId><ThumbMediaId>T</ThumbMediaId>', { kind: 'video', mediaId: 'MID' }],
    [
      'location',
      '<Location_X>23.134521</Location_X><Location_Y>-113.358803</Location_Y><Scale>15</Scale><Label><![CDATA[幸福路1号]]></Label>',
      { kind: 'location', latitude: 23.134521, longitude: -113.358803, label: '幸福路1号' },
    ],
    [
      'link',
      '<Title>t</Title><Description>d</Description><Url>https://u</Url>',
      { kind: 'link', title: 't', url: 'https://u' },
    ],
    ['file', '<Title>a.pdf</Title>', { kind: 'unsupported', type: 'file' }],
    ['text', '<Content></Content>', { kind: 'text', text: '' }],
    ['text', '<Content> \u200b\u0007 </Content>', { kind: 'text', text: ' \u200b\u0007 ' }],
  ])('%s', (type, rest, input) => {
    expect(message(type, rest)).toMatchObject({ kind: 'turn', windowCause: 'message', turn: { input } });
  });

  it('keeps two thousand characters whole', () => {
    expect(message('text', `<Content>${'水'.repeat(2000)}</Content>`)).toMatchObject({
      turn: { input: { text: '水'.repeat(2000) } },
    });
  });

  it('a tapped choice is a tap, which opens less than words do', () => {
    expect(message('text', '<Content>满意</Content><bizmsgmenuid>101</bizmsgmenuid>')).toMatchObject({
      windowCause: 'click',
      turn: { input: { kind: 'text', text: '满意', choice: '101' } },
    });
  });

  it('a voice waits to be heard', () => {
    expect(message('voice', '<MediaId>MID</MediaId><Format>amr</Format><Recognition></Recognition>')).toMatchObject({
      voiceFormat: 'amr',
      turn: { input: { kind: 'voice', mediaId: 'MID', heard: { kind: 'unavailable' } } },
    });
  });

  it.each([
    ['no sender', '<xml><ToUserName>gh</ToUserName><CreateTime>1</CreateTime><MsgType>text</MsgType></xml>'],
    ['a sender with markup', textXml('x', '1', 'o<b>')],
    ['a list where text should be', `<xml>${head('text')}<Content><a>1</a></Content><MsgId>1</MsgId></xml>`],
    ['no words', `<xml>${head('text')}<MsgId>1</MsgId></xml>`],
    ['no MsgId', `<xml>${head('text')}<Content>x</Content></xml>`],
    ['a MsgId that is no number', textXml('x', '1; drop')],
    [
      'a place that is none',
      `<xml>${head('location')}<Location_X>91</Location_X><Location_Y>0</Location_Y><MsgId>1</MsgId></xml>`,
    ],
    ['an event without a name', `<xml>${head('event')}</xml>`],
  ])('malformed: %s', (_name, xml) => {
    expect(inbound(xml)).toMatchObject({ kind: 'malformed' });
  });
});

describe('events', () => {
  it.each([
    ['subscribe', '', { kind: 'follow' }, 'follow'],
    ['subscribe', '<EventKey></EventKey>', { kind: 'follow' }, 'follow'],
    [
      'subscribe',
      '<EventKey>qrscene_meter:0012345</EventKey><Ticket>TK</Ticket>',
      { kind: 'follow', scene: 'meter:0012345' },
      'follow',
    ],
    [
      'SCAN',
      '<EventKey>meter:0012345</EventKey><Ticket>TK</Ticket>',
      { kind: 'follow', scene: 'meter:0012345' },
      'scan',
    ],
    ['unsubscribe', '<EventKey></EventKey>', { kind: 'unfollow' }, null],
    ['CLICK', '<EventKey>BILL</EventKey>', { kind: 'menu', key: 'BILL' }, 'click'],
  ])('%s %s', (name, rest, input, windowCause) => {
    expect(event(name, rest)).toMatchObject({ kind: 'turn', turn: { input }, windowCause });
  });

  it.each([
    'LOCATION',
    'VIEW',
    'MASSSENDJOBFINISH',
    'kf_create_session',
    'location_select',
    'brand_new',
  ])('ignores %s', (name) => {
    expect(event(name, '<EventKey>x</EventKey>')).toEqual({ kind: 'ignored', what: name });
  });

  it('a finish event keeps its 64-bit id', () => {
    const finish = (status: string) =>
      event('TEMPLATESENDJOBFINISH', `<MsgID>3717005636572528642</MsgID><Status>${status}</Status>`);
    expect(finish('success')).toEqual({
      kind: 'delivery',
      delivery: { openid: 'oRes01_resident_abcdef', msgId: '3717005636572528642', ok: true, reason: 'success' },
    });
    expect(finish('failed:user block')).toMatchObject({ delivery: { ok: false, reason: 'failed:user block' } });
  });
});

describe('keys', () => {
  it('one message has one key, another sender or id another', () => {
    const keys = [textXml('a'), textXml('b'), textXml('a', '2'), textXml('a', '24900000000000001', 'oOther')].map(
      (xml) => key(inbound(xml)),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
  });

  it('two events of one second are two', () => {
    const keys = [
      event('CLICK', '<EventKey>A</EventKey>'),
      event('CLICK', '<EventKey>B</EventKey>'),
      event('SCAN', '<EventKey>A</EventKey>'),
    ];
    expect(new Set(keys.map(key)).size).toBe(3);
    expect(key(event('CLICK', '<EventKey>A</EventKey>'))).toBe(key(keys[0] as ReturnType<typeof inbound>));
  });
});
