import { refuse } from '../kernel/errors.js';
import { playingTime, speak, wideCopy } from './amr.js';
import { type Fields, listOf, maybeString, needBytes, needNumber, needString, numberOf, stringOf } from './input.js';
import type { MediaStore } from './media.js';
import { samplePicture } from './picture.js';
import type { Draft } from './threads.js';
import type { Act } from './windows.js';
import { bare, cdata } from './xml.js';

/** Something a resident does with her phone, as the XML that WeChat pushes for it and as what her own screen shows. */
export interface ResidentAct {
  /** The push's MsgType. */
  msgType: string;
  /** The event's name, for events. */
  event?: string;
  /** The elements after the common head. */
  elements: string;
  /** What appears in her thread; events leave nothing there. */
  draft?: Draft;
  /** The allowance that it opens for the account. */
  opens?: Act;
}

/** Where media and spoken words go while an act is read. */
export interface ActDeps {
  media: MediaStore;
  /** Lets the recogniser hear these words in these bytes. */
  remember(audio: Buffer, words: string, copy?: 'wide'): void;
  /** Where a browser fetches a medium. */
  mediaUrl(id: string): string;
}

type Reader = (fields: Fields, msgId: string, deps: ActDeps) => Omit<ResidentAct, 'msgType'>;

const own = (type: string, msgId: string, text: string, raw: Draft['raw']): Draft => ({
  from: 'resident',
  channel: null,
  type,
  text,
  raw,
  msgId,
});

const text: Reader = (fields, msgId) => {
  const content = needString(fields, 'content');
  const menuId = maybeString(fields, 'menuId');
  const tapped = menuId === undefined ? '' : bare('bizmsgmenuid', menuId.replace(/[<&]/g, ''));
  return {
    elements: cdata('Content', content) + bare('MsgId', msgId) + tapped,
    draft: own('text', msgId, content, menuId === undefined ? { content } : { content, menuId }),
    opens: menuId === undefined ? 'message' : 'click',
  };
};

/** What the copy at 16 kHz is called: `"wide":true` makes one, `"lost"` names one that cannot be had. */
const wideElement = (wide: unknown, audio: Buffer, words: string, msgId: string, { media, remember }: ActDeps) => {
  if (wide !== true && wide !== 'lost') return '';
  const bytes = wideCopy(audio, msgId);
  if (wide === true) remember(bytes, words, 'wide');
  return cdata('MediaId16K', wide === true ? media.save('voice', bytes).id : `lost-${msgId}`);
};

const voice: Reader = (fields, msgId, deps) => {
  const { media, remember } = deps;
  const words = fields.amr === undefined ? needString(fields, 'text') : '';
  const audio = fields.amr === undefined ? speak(words, msgId) : needBytes(fields, 'amr');
  if (fields.amr === undefined) remember(audio, words);
  const { id } = media.save('voice', audio);
  const seconds = Math.max(1, Math.round((playingTime(audio) ?? 0) / 1000));
  return {
    elements:
      cdata('MediaId', id) +
      cdata('Format', 'amr') +
      bare('MsgId', msgId) +
      cdata('Recognition', '') +
      wideElement(fields.wide, audio, words, msgId, deps),
    draft: own('voice', msgId, '[语音]', { mediaId: id, seconds, words }),
    opens: 'message',
  };
};

const image: Reader = (fields, msgId, { media, mediaUrl }) => {
  const bytes = fields.base64 === undefined ? samplePicture(msgId) : needBytes(fields, 'base64');
  const { id } = media.save('image', bytes);
  return {
    elements: cdata('PicUrl', mediaUrl(id)) + bare('MsgId', msgId) + cdata('MediaId', id),
    draft: own('image', msgId, '[图片]', { mediaId: id }),
    opens: 'message',
  };
};

/** The smallest file that says of itself that it is an MP4. */
const emptyVideo = Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1');

const video: Reader = (_fields, msgId, { media }) => {
  const { id } = media.save('video', emptyVideo);
  const { id: thumb } = media.save('thumb', samplePicture(msgId));
  return {
    elements: cdata('MediaId', id) + cdata('ThumbMediaId', thumb) + bare('MsgId', msgId),
    draft: own('video', msgId, '[视频]', { mediaId: id, thumbMediaId: thumb }),
    opens: 'message',
  };
};

const place = (fields: Fields): { latitude: number; longitude: number; label: string } => ({
  latitude: needNumber(fields, 'latitude', -90, 90),
  longitude: needNumber(fields, 'longitude', -180, 180),
  label: maybeString(fields, 'label') ?? '',
});

const location: Reader = (fields, msgId) => {
  const { latitude, longitude, label } = place(fields);
  const where =
    bare('Location_X', latitude) + bare('Location_Y', longitude) + bare('Scale', 15) + cdata('Label', label);
  return {
    elements: where + bare('MsgId', msgId),
    draft: own('location', msgId, `[位置] ${label}`.trim(), { latitude, longitude, label }),
    opens: 'message',
  };
};

const link: Reader = (fields, msgId) => {
  const title = maybeString(fields, 'title') ?? '';
  const description = maybeString(fields, 'description') ?? '';
  const url = maybeString(fields, 'url') ?? '';
  const words = cdata('Title', title) + cdata('Description', description) + cdata('Url', url);
  return {
    elements: words + bare('MsgId', msgId),
    draft: own('link', msgId, `[链接] ${title}`.trim(), { title, description, url }),
    opens: 'message',
  };
};

const pictures = (fields: Fields): string => {
  const sums = listOf(fields.md5s).filter((sum): sum is string => typeof sum === 'string');
  const items = sums.map((sum) => bare('item', cdata('PicMd5Sum', sum))).join('');
  return bare('SendPicsInfo', bare('Count', sums.length) + bare('PicList', items));
};

const scanned = (fields: Fields): string =>
  bare(
    'ScanCodeInfo',
    cdata('ScanType', stringOf(fields.scanType) ?? 'qrcode') + cdata('ScanResult', stringOf(fields.result) ?? ''),
  );

const chosenPlace = (fields: Fields): string => {
  const { latitude, longitude, label } = place(fields);
  return bare(
    'SendLocationInfo',
    cdata('Location_X', String(latitude)) +
      cdata('Location_Y', String(longitude)) +
      cdata('Scale', '15') +
      cdata('Label', label) +
      cdata('Poiname', ''),
  );
};

/** What an event carries beside its EventKey, and the allowance that it opens. */
const events: Readonly<Record<string, { extras?: (fields: Fields, msgId: string) => string; opens?: Act }>> = {
  SCAN: { extras: (_fields, msgId) => cdata('Ticket', `ticket-${msgId}`), opens: 'scan' },
  CLICK: { opens: 'click' },
  VIEW: { extras: (fields) => bare('MenuId', numberOf(fields.menuId) ?? 425_000_001) },
  view_miniprogram: { extras: (fields) => bare('MenuId', numberOf(fields.menuId) ?? 425_000_001) },
  scancode_push: { extras: scanned, opens: 'click' },
  scancode_waitmsg: { extras: scanned, opens: 'click' },
  pic_sysphoto: { extras: pictures },
  pic_photo_or_album: { extras: pictures },
  pic_weixin: { extras: pictures },
  location_select: { extras: chosenPlace },
};

const event: Reader = (fields, msgId) => {
  const name = needString(fields, 'event');
  if (!/^[A-Za-z_]{1,64}$/.test(name)) return refuse('bad_input', '"event" must be the name of an event');
  const key = maybeString(fields, 'key');
  if (name === 'subscribe') {
    const scene =
      key === undefined
        ? cdata('EventKey', '')
        : cdata('EventKey', `qrscene_${key}`) + cdata('Ticket', `ticket-${msgId}`);
    return { event: name, elements: cdata('Event', name) + scene, opens: 'follow' };
  }
  if (name === 'LOCATION') {
    const { latitude, longitude } = place(fields);
    const where = bare('Latitude', latitude) + bare('Longitude', longitude) + bare('Precision', '40.000000');
    return { event: name, elements: cdata('Event', name) + where };
  }
  const { extras, opens } = events[name] ?? {};
  const eventKey =
    key === undefined && name === 'unsubscribe'
      ? cdata('EventKey', '')
      : key === undefined
        ? ''
        : cdata('EventKey', key);
  return {
    event: name,
    elements: cdata('Event', name) + eventKey + (extras?.(fields, msgId) ?? ''),
    ...(opens ? { opens } : {}),
  };
};

const readers: Readonly<Record<string, Reader>> = {
  text,
  voice,
  image,
  video,
  shortvideo: video,
  location,
  link,
  event,
};

/**
 * Reads what the driver asks a resident to do. Media are saved on the way.
 * @throws Refused bad_input
 */
export const readAct = (fields: Fields, msgId: string, deps: ActDeps): ResidentAct => {
  const type = needString(fields, 'type');
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  return read
    ? { msgType: type, ...read(fields, msgId, deps) }
    : refuse('bad_input', `"type" must be one of ${Object.keys(readers).join(', ')}`);
};
