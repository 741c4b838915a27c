import type { Picture } from '../conversation/reply.js';
import type { KfOutcome } from './client.js';
import type { KfMessage, Outgoing } from './outbound.js';
import type { Windows } from './windows.js';

/** How a run of customer-service messages went; `from` is the first that did not go. */
export type KfRun =
  | { kind: 'sent'; left: number }
  | { kind: 'closed'; from: number }
  | { kind: 'refused'; from: number; code: number }
  | { kind: 'unsent'; from: number }
  | { kind: 'unknown'; from: number };

export interface KfDeps {
  send(openid: string, message: KfMessage): Promise<KfOutcome>;
  /** Sends a picture, or leaves it out; never throws. */
  show(openid: string, picture: Picture): Promise<unknown>;
  windows: Pick<Windows, 'spend' | 'emptied'>;
}

/**
 * Sends messages in order and stops at the first that does not go; what becomes of a picture counts for nothing. @param trying the platform is
 * asked even when our own count says that nothing is open: it was the resident who just wrote, and only the platform knows for sure
 */
export const createKf =
  ({ send, show, windows }: KfDeps) =>
  async (openid: string, messages: readonly Outgoing[], trying = false): Promise<KfRun> => {
    let left = 0;
    for (const [from, message] of messages.entries()) {
      if (message.msgtype === 'picture') {
        await show(openid, message.picture);
        continue;
      }
      const spent = await windows.spend(openid);
      if (!spent.ok && !trying) return { kind: 'closed', from };
      left = spent.left;
      const outcome = await send(openid, message);
      if (outcome.kind === 'closed') {
        await windows.emptied(openid);
        return { kind: 'closed', from };
      }
      if (outcome.kind === 'refused') return { kind: 'refused', from, code: outcome.code };
      if (outcome.kind === 'unreachable') return { kind: outcome.maybe ? 'unknown' : 'unsent', from };
    }
    return { kind: 'sent', left };
  };

export type SendKf = ReturnType<typeof createKf>;
