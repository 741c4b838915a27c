import { realNow } from '../../kernel/clock.js';
import type { OutreachTools } from './deps.js';
import type { Outreach } from './door.js';

/**
 * A finish event: a failure turns the row `failed` even when it comes before the send's own answer was written down; either outcome
 * settles a row of that resident whose send got no answer, also when it comes before that row was given up. Repeats change nothing.
 */
export const settleDelivery =
  ({ finishes }: OutreachTools): Outreach['delivered'] =>
  async ({ openid, msgId, ok, reason }) => {
    const event = { _id: msgId, openid, ok, reason, at: new Date(realNow()) };
    if (!ok) {
      await finishes.keep(event);
      if (await finishes.fail(msgId, openid, reason)) return;
    }
    if (await finishes.isKnown(msgId)) return;
    if (ok && (await finishes.isInDoubt(openid))) await finishes.keep(event);
    if (!(await finishes.isSending(openid))) await finishes.settleUnknown(event);
  };
