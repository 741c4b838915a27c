import { realNow } from '../../kernel/clock.js';
import { Refused, reasonOf, refuse } from '../../kernel/errors.js';
import { MEDIA_MAX_BYTES, mediaTypeOf } from '../../kernel/media-type.js';
import type { DeskTools } from './deps.js';
import type { Desk, DeskLine, DeskTalk } from './door.js';

/** The platform keeps a file for three days. */
const KEPT_MS = 3 * 86_400_000;
const LEASE_MS = 120_000;
const RETRY_MS = 60_000;
const PURPOSE = 'desk.file';

interface File {
  bytes: Buffer;
  type: string;
}

/** Of a video the platform gives no small file: it is named only. */
const hasFile = ({ media }: DeskLine): boolean => media !== undefined && media.kind !== 'video';

/** Fetches one file from the platform, seals and keeps it. @returns undefined when it is gone for good, or none that is kept */
const fetchOne = async (tools: DeskTools, { number }: DeskTalk, { id, media }: DeskLine): Promise<File | undefined> => {
  const { fetchMedia, files, seal, log } = tools;
  try {
    const { bytes } = await fetchMedia(media?.id ?? '');
    const type = mediaTypeOf(bytes);
    if (!type || bytes.length > MEDIA_MAX_BYTES) return undefined;
    await files.keep(number, id, { type, bytes: seal.sealBytes(bytes, PURPOSE) });
    return { bytes, type };
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'platform_refused') throw error;
    log.warn({ desk: number, reason: reasonOf(error) }, 'a file of the desk is gone');
    return undefined;
  }
};

/** A photo or voice of a conversation: as kept, else from the platform now. @throws Refused desk_unknown | not_found | platform_unreachable */
export const readFile =
  (tools: DeskTools): Desk['file'] =>
  async ({ number, line: id }) => {
    const talk = (await tools.store.byNumber(number)) ?? refuse('desk_unknown');
    const line = talk.lines.find((one) => one.id === id && hasFile(one)) ?? refuse('not_found');
    const kept = await tools.files.read(number, id);
    if (kept) return { type: kept.type, bytes: tools.seal.openBytes(kept.bytes, PURPOSE) };
    return (await fetchOne(tools, talk, line)) ?? refuse('not_found');
  };

/**
 * Fetches what waits, a conversation at a time, under a lease in real time. A file that cannot be reached is tried again a minute later, until
 * it is three days old.
 */
export const fetchFiles = async (tools: DeskTools, limit: number): Promise<void> => {
  const { store, files, clock, log } = tools;
  const started = new Date(realNow());
  for (let taken = 0; taken < limit; taken += 1) {
    const talk = await store.claimFiles(started, new Date(realNow() + LEASE_MS));
    if (!talk) return;
    let again: Date | undefined;
    for (const line of talk.lines.filter(hasFile)) {
      const isOld = clock.now().getTime() - line.at.getTime() > KEPT_MS;
      if (isOld || (await files.has(talk.number, line.id))) continue;
      try {
        await fetchOne(tools, talk, line);
      } catch (error) {
        log.warn({ desk: talk.number, reason: reasonOf(error) }, 'a file of the desk could not be reached');
        again = new Date(realNow() + RETRY_MS);
      }
    }
    await store.releaseFiles(talk, again);
  }
};
