import { realNow } from '../../kernel/clock.js';
import type { OutreachTools } from './deps.js';
import type { Outreach } from './door.js';

/** A finish event follows its send within seconds; later ones belong to something else. */
const FINISH_MS = 15 * 60_000;

/**
 * A finish event: a failure turns the row `failed` even when it comes before the send's own answer was written down; either outcome
 * settles a row of that resident whose send got no answer. Repeats change nothing.
 */
export const settleDelivery =
  ({ finishes }: OutreachTools): Outreach['delivered'] =>
  async ({ openid, msgId, ok, reason }) => {
    const now = realNow();
    if (!ok) {
      await finishes.keepFailure(msgId, openid, reason, new Date(now));
      if (await finishes.fail(msgId, openid, reason)) return;
    }
    if (await finishes.isKnown(msgId)) return;
    await finishes.settleUnknown(openid, new Date(now - FINISH_MS), { state: ok ? 'sent' : 'failed', msgId, reason });
  };
