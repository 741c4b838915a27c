import { realNow } from '../../kernel/clock.js';
import { Refused, reasonOf } from '../../kernel/errors.js';
import { MEDIA_MAX_BYTES, mediaTypeOf } from '../../kernel/media-type.js';
import type { TicketTools } from './deps.js';
import type { MediaRow } from './schema.js';

/** The platform keeps a file for three days. */
const KEPT_MS = 3 * 86_400_000;
const LEASE_MS = 120_000;
const RETRY_MS = 60_000;
export const MEDIA_PURPOSE = 'ticket.media';

type Fetched = { kind: 'stored'; type: string; bytes: Buffer } | { kind: 'gone'; why: string } | { kind: 'later' };

const fetchOne = async ({ fetchMedia, log }: TicketTools, mediaId: string): Promise<Fetched> => {
  try {
    const { bytes } = await fetchMedia(mediaId);
    const type = mediaTypeOf(bytes);
    if (!type) return { kind: 'gone', why: 'not a photo or a voice' };
    return bytes.length > MEDIA_MAX_BYTES ? { kind: 'gone', why: 'too large' } : { kind: 'stored', type, bytes };
  } catch (error) {
    if (error instanceof Refused && error.code === 'platform_refused') return { kind: 'gone', why: error.code };
    log.warn({ reason: reasonOf(error) }, 'a file of a ticket could not be reached');
    return { kind: 'later' };
  }
};

const settleOne = async (tools: TicketTools, number: string, row: MediaRow, tooOld: boolean): Promise<boolean> => {
  const { files, seal, log } = tools;
  const fetched: Fetched = tooOld ? { kind: 'gone', why: 'too old' } : await fetchOne(tools, row.mediaId);
  if (fetched.kind === 'later') return false;
  if (fetched.kind === 'gone') {
    log.warn({ ticket: number, media: row.id, why: fetched.why }, 'a file of a ticket is gone');
    await files.settleMedia(number, row.id, { state: 'gone' });
    return true;
  }
  const { type, bytes } = fetched;
  await files.keep(number, row.id, { type, bytes: seal.sealBytes(bytes, MEDIA_PURPOSE) });
  await files.settleMedia(number, row.id, { state: 'stored', type, size: bytes.length });
  return true;
};

/**
 * Fetches what waits, a ticket at a time, under a lease. A file that cannot be reached is tried again a minute later, until it is three days old.
 * @returns how many files were settled, as stored or as gone
 */
export const fetchTicketMedia =
  (tools: TicketTools) =>
  async (limit: number): Promise<number> => {
    const { files, clock, mediaRetryMs = RETRY_MS } = tools;
    let settled = 0;
    const started = new Date(realNow());
    for (let tried = 0; tried < limit; ) {
      const claim = await files.claimMedia(started, new Date(realNow() + LEASE_MS));
      if (!claim) break;
      const { number, openedAt } = claim;
      const tooOld = clock.now().getTime() - openedAt.getTime() > KEPT_MS;
      for (const row of claim.waiting.slice(0, limit - tried)) {
        tried += 1;
        if (await settleOne(tools, number, row, tooOld)) settled += 1;
      }
      await files.releaseMedia(number, new Date(realNow() + mediaRetryMs));
      if (claim.waiting.length === 0) tried += 1;
    }
    return settled;
  };
