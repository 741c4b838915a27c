import type { Picture } from '../conversation/reply.js';
import type { Clock } from '../kernel/clock.js';
import { reasonOf } from '../kernel/errors.js';
import { digestOf } from '../kernel/ids.js';
import { inTime } from '../kernel/in-time.js';
import type { Log } from '../kernel/log.js';
import type { KfOutcome } from './client.js';
import type { KfMessage } from './outbound.js';
import type { Windows } from './windows.js';

/** What became of a picture. `left out` and `unknown` are no failure: its words have been said. */
export type PictureOutcome = 'sent' | 'already' | 'unknown' | 'left out';

/** Causes under which a picture was sent; written before it leaves, so that none is sent twice. */
export interface PictureMarks {
  /** @returns false when the cause is taken */
  insert(id: string): Promise<boolean>;
}

export interface PicturesDeps {
  /** SVG to PNG. */
  draw(svg: string, signal: AbortSignal): Promise<Buffer>;
  /** @returns a media id that is good for three days */
  upload(file: { bytes: Buffer; kind: 'image'; name: string; type: string }): Promise<string>;
  send(openid: string, message: KfMessage): Promise<KfOutcome>;
  windows: Pick<Windows, 'left' | 'spend' | 'emptied'>;
  marks: PictureMarks;
  clock: Clock;
  log: Log;
  /** real milliseconds in which a picture must be drawn and uploaded */
  readyMs?: number;
}

/** Undefined: there is nothing to show. */
export type MakePicture = () => Promise<Picture | undefined>;

/** Pictures go out as customer-service messages where the window allows, and are left out with one line in the log where anything does not. */
export interface Pictures {
  /** Sends a picture that belongs to an answer; its caller holds the message's claim. */
  show(openid: string, picture: Picture): Promise<PictureOutcome>;
  /**
   * Sends a picture that nobody asked for, once a cause, where the window allows one more than that.
   * @param message `picture` is asked for what to show only when it can be shown
   */
  send(message: { openid: string; cause: string; picture: MakePicture }): Promise<PictureOutcome>;
}

const READY_MS = 10_000;
/** Below the platform's three days, business time. */
const KEPT_MS = 60 * 3_600_000;
const KEPT_MOST = 500;
/** A picture that nobody asked for leaves a clerk the last message of the window. */
const UNASKED_LEAST = 2;
/** The platform does not know the media id any more. */
const MEDIA_UNKNOWN = 40007;

/** What was uploaded lately, by a digest of the picture: the same picture is uploaded once. */
const uploads = (clock: Clock) => {
  const known = new Map<string, { mediaId: string; until: number }>();
  return {
    find: (id: string): string | undefined => {
      const found = known.get(id);
      return found && found.until > clock.now().getTime() ? found.mediaId : undefined;
    },
    keep: (id: string, mediaId: string): void => {
      known.delete(id);
      known.set(id, { mediaId, until: clock.now().getTime() + KEPT_MS });
      const [oldest] = known.keys();
      if (known.size > KEPT_MOST && oldest !== undefined) known.delete(oldest);
    },
    forget: (id: string): void => {
      known.delete(id);
    },
  };
};

interface Way {
  asked: boolean;
  /** @returns false when it was sent before */
  begin(): Promise<boolean>;
  /** How many messages the window must still allow. */
  least: number;
}

const imageMessage = (mediaId: string): KfMessage => ({ msgtype: 'image', image: { media_id: mediaId } });

/** Sends pictures; nothing that goes wrong with one ever throws. */
export const createPictures = (deps: PicturesDeps): Pictures => {
  const { draw, upload, windows, marks, clock, log, readyMs = READY_MS } = deps;
  const uploaded = uploads(clock);

  const drawn = async ({ name, svg }: Picture, id: string, signal: AbortSignal): Promise<string> => {
    const bytes = await draw(svg, signal);
    signal.throwIfAborted();
    const mediaId = await upload({ bytes, kind: 'image', name: `${name}.png`, type: 'image/png' });
    uploaded.keep(id, mediaId);
    return mediaId;
  };

  /** The picture at the platform; @throws when it cannot be drawn or uploaded in time */
  const mediaOf = async (picture: Picture, id: string): Promise<string> => {
    const known = uploaded.find(id);
    if (known !== undefined) return known;
    const late = new AbortController();
    const mediaId = await inTime<string | undefined>(readyMs, drawn(picture, id, late.signal), () => undefined);
    if (mediaId !== undefined) return mediaId;
    late.abort();
    throw new Error('not ready in time');
  };

  /** @returns why it was left out, or what became of it */
  const dispatch = async (
    openid: string,
    make: MakePicture,
    { begin, least }: Way,
  ): Promise<PictureOutcome | { why: string }> => {
    if ((await windows.left(openid)) < least) return { why: 'no window' };
    const picture = await make();
    if (!picture) return { why: 'nothing to show' };
    const id = digestOf(picture.svg);
    const mediaId = await mediaOf(picture, id);
    if (!(await begin())) return 'already';
    if (!(await windows.spend(openid)).ok) return { why: 'no window' };
    let outcome = await deps.send(openid, imageMessage(mediaId));
    if (outcome.kind === 'refused' && outcome.code === MEDIA_UNKNOWN) {
      uploaded.forget(id);
      outcome = await deps.send(openid, imageMessage(await mediaOf(picture, id)));
    }
    if (outcome.kind === 'sent') return 'sent';
    if (outcome.kind === 'closed') await windows.emptied(openid);
    if (outcome.kind === 'unreachable') return outcome.maybe ? 'unknown' : { why: 'unreachable' };
    return { why: `refused: ${outcome.code}` };
  };

  const attempt = async (openid: string, make: MakePicture, way: Way): Promise<PictureOutcome> => {
    const about = { openid, asked: way.asked };
    try {
      const came = await dispatch(openid, make, way);
      if (came === 'unknown') log.warn(about, 'a picture may not have arrived');
      if (typeof came === 'string') return came;
      // a push leaves it out for almost everyone
      log[way.asked ? 'info' : 'debug']({ ...about, why: came.why }, 'a picture was left out');
    } catch (error) {
      log.warn({ ...about, why: reasonOf(error) }, 'a picture was left out');
    }
    return 'left out';
  };

  return {
    show: (openid, picture) => attempt(openid, async () => picture, { asked: true, least: 1, begin: async () => true }),
    send: ({ openid, cause, picture }) => {
      const begin = (): Promise<boolean> => marks.insert(digestOf(`picture\0${cause}`));
      return attempt(openid, picture, { asked: false, least: UNASKED_LEAST, begin });
    },
  };
};
