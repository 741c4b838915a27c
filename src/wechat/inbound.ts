import { z } from 'zod';
import type { Input, Turn } from '../conversation/turn.js';
import { digestOf } from '../kernel/ids.js';
import type { XmlElement } from './xml.js';

/** What a resident did that opens a time in which we may write: WeChat counts them differently. */
export type WindowCause = 'message' | 'click' | 'follow' | 'scan';

/** A finish event of a template message. */
export interface TemplateDelivery {
  openid: string;
  msgId: string;
  ok: boolean;
  reason: string;
}

export type Inbound =
  | {
      kind: 'turn';
      turn: Turn;
      windowCause: WindowCause | null;
      /** Set for a voice, which is heard after it has been claimed. */
      voiceFormat?: string;
      /** Its copy at 16 kHz, where the platform offers one. */
      wideMediaId?: string;
      account: string;
    }
  | { kind: 'delivery'; delivery: TemplateDelivery }
  | { kind: 'ignored'; what: string }
  | { kind: 'malformed'; why: string };

const name = z.string().regex(/^[\w.@-]{1,128}$/);
const head = z.object({
  ToUserName: name,
  FromUserName: name,
  CreateTime: z.string().regex(/^\d{1,12}$/),
  MsgType: z.string().regex(/^[\w.-]{1,64}$/),
});
type Head = z.infer<typeof head>;

const degrees = (limit: number) =>
  z
    .string()
    .regex(/^-?\d{1,3}(\.\d{1,12})?$/)
    .transform(Number)
    .refine((value) => Math.abs(value) <= limit);
const media = z.string().min(1).max(1024);

/** One schema a message type; what a resident may leave empty may be empty. */
const messages = {
  text: z
    .object({ Content: z.string(), bizmsgmenuid: z.string().max(64).optional() })
    .transform(
      ({ Content, bizmsgmenuid }): Input =>
        bizmsgmenuid ? { kind: 'text', text: Content, choice: bizmsgmenuid } : { kind: 'text', text: Content },
    ),
  image: z.object({ MediaId: media }).transform(({ MediaId }): Input => ({ kind: 'image', mediaId: MediaId })),
  voice: z
    .object({ MediaId: media })
    .transform(({ MediaId }): Input => ({ kind: 'voice', mediaId: MediaId, heard: { kind: 'unavailable' } })),
  video: z.object({ MediaId: media }).transform(({ MediaId }): Input => ({ kind: 'video', mediaId: MediaId })),
  shortvideo: z.object({ MediaId: media }).transform(({ MediaId }): Input => ({ kind: 'video', mediaId: MediaId })),
  location: z
    .object({ Location_X: degrees(90), Location_Y: degrees(180), Label: z.string().max(1000).default('') })
    .transform(
      ({ Location_X, Location_Y, Label }): Input => ({
        kind: 'location',
        latitude: Location_X,
        longitude: Location_Y,
        label: Label,
      }),
    ),
  link: z
    .object({ Title: z.string().default(''), Url: z.string().default('') })
    .transform(({ Title, Url }): Input => ({ kind: 'link', title: Title, url: Url })),
} satisfies Record<string, z.ZodType<Input>>;

const isMessageType = (type: string): type is keyof typeof messages => Object.hasOwn(messages, type);

const eventHead = z.object({
  Event: z.string().regex(/^[\w.-]{1,64}$/),
  EventKey: z.string().max(1024).optional(),
});
const msgId = z.string().regex(/^\d{1,24}$/);
const SCENE = /^qrscene_/;

const finished = z
  .object({ MsgID: msgId, Status: z.string().max(200) })
  .transform(({ MsgID, Status }) => ({ msgId: MsgID, ok: Status === 'success', reason: Status }));

/** Events that say something by the resident; all others tell us nothing that we act on. */
const spoken = (event: string, key: string): { input: Input; windowCause: WindowCause | null } | undefined => {
  switch (event.toLowerCase()) {
    case 'subscribe': {
      const scene = key.replace(SCENE, '');
      return { input: scene ? { kind: 'follow', scene } : { kind: 'follow' }, windowCause: 'follow' };
    }
    case 'unsubscribe':
      return { input: { kind: 'unfollow' }, windowCause: null };
    case 'scan':
      return { input: key ? { kind: 'follow', scene: key } : { kind: 'follow' }, windowCause: 'scan' };
    case 'click':
      return { input: { kind: 'menu', key }, windowCause: 'click' };
    case 'scancode_waitmsg':
      return { input: { kind: 'unsupported', type: event }, windowCause: 'click' };
    default:
      return undefined;
  }
};

const malformed = (error: z.ZodError): Inbound => ({
  kind: 'malformed',
  why: error.issues.map(({ path }) => path.join('.')).join(', '),
});

const at = (from: Head): Date => new Date(Number(from.CreateTime) * 1000);

/**
 * Two events of one second are two, and MsgIds have collided across residents: so a message is known by sender and MsgId, an event by
 * sender, second, event, key and its very words.
 */
const eventKey = (from: Head, event: string, key: string, xml: string): string =>
  digestOf(['event', from.FromUserName, from.CreateTime, event, key, digestOf(xml)].join('\0'));

const readEvent = (root: XmlElement, from: Head, xml: string): Inbound => {
  const event = eventHead.safeParse(root);
  if (!event.success) return malformed(event.error);
  const { Event, EventKey = '' } = event.data;
  if (Event === 'TEMPLATESENDJOBFINISH') {
    const result = finished.safeParse(root);
    if (!result.success) return malformed(result.error);
    return { kind: 'delivery', delivery: { openid: from.FromUserName, ...result.data } };
  }
  const said = spoken(Event, EventKey);
  if (!said) return { kind: 'ignored', what: Event };
  const turn = { key: eventKey(from, Event, EventKey, xml), resident: from.FromUserName, at: at(from) };
  return {
    kind: 'turn',
    turn: { ...turn, input: said.input },
    windowCause: said.windowCause,
    account: from.ToUserName,
  };
};

const readInput = (root: XmlElement, type: string): z.ZodSafeParseResult<Input> =>
  isMessageType(type)
    ? messages[type].safeParse(root)
    : { success: true, data: { kind: 'unsupported', type: type.slice(0, 32) } };

/** What a voice is heard from. @see https://developers.weixin.qq.com/doc/service/guide/product/message/Receiving_standard_messages.html */
const sound = z.object({
  Format: z
    .string()
    .regex(/^[\w-]{1,16}$/)
    .catch('amr'),
  MediaId16K: media.optional().catch(undefined),
});
const soundOf = (root: XmlElement): { voiceFormat: string; wideMediaId?: string } => {
  const { Format: voiceFormat, MediaId16K: wideMediaId } = sound.parse(root);
  return { voiceFormat, ...(wideMediaId === undefined ? {} : { wideMediaId }) };
};

/** Makes a typed turn of a callback's XML. @param xml the same, unread: part of an event's key */
export const readInbound = (root: XmlElement, xml: string): Inbound => {
  const from = head.safeParse(root);
  if (!from.success) return malformed(from.error);
  if (from.data.MsgType === 'event') return readEvent(root, from.data, xml);
  const id = msgId.safeParse(root.MsgId ?? root.MsgID);
  if (!id.success) return { kind: 'malformed', why: 'MsgId' };
  const input = readInput(root, from.data.MsgType);
  if (!input.success) return malformed(input.error);
  const { FromUserName: resident, ToUserName: account } = from.data;
  const turn: Turn = {
    key: digestOf(['message', resident, id.data].join('\0')),
    resident,
    at: at(from.data),
    input: input.data,
  };
  const tapped = input.data.kind === 'text' && input.data.choice !== undefined;
  return {
    kind: 'turn',
    turn,
    windowCause: tapped ? 'click' : 'message',
    account,
    ...(input.data.kind === 'voice' ? soundOf(root) : {}),
  };
};
