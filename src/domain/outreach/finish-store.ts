import type { Connection } from '../../database/connect.js';
import { modelOf } from '../../database/schema.js';
import { type FinishRow, finishSchema, recipientSchema } from './schema.js';

export type FinishStore = ReturnType<typeof finishStore>;

/** A finish event follows its send within seconds; later ones belong to something else. */
const FINISH_MS = 15 * 60_000;

/**
 * The platform's word on how a message ended. It may come before the send's own answer is written down, or instead of it: so what finds no
 * row is kept first and then looked for from both sides. Whoever comes second finds the other.
 */
export const finishStore = (db: Connection) => {
  const recipients = modelOf(db, 'CampaignRecipient', recipientSchema);
  const finishes = modelOf(db, 'CampaignFinish', finishSchema);

  const fail = async (msgId: string, openid: string, reason: string): Promise<boolean> => {
    const failed = await recipients.updateOne(
      { msgId, openid, state: { $in: ['sent', 'unknown'] } },
      { $set: { state: 'failed', reason } },
    );
    return failed.matchedCount > 0;
  };
  const isKnown = async (msgId: string): Promise<boolean> => (await recipients.exists({ msgId })) !== null;

  /** Settles one row of the openid that was tried shortly before the event and whose outcome nobody knew. */
  const settleUnknown = async ({ _id: msgId, openid, ok, reason, at }: FinishRow): Promise<void> => {
    await recipients.updateOne(
      {
        openid,
        state: 'unknown',
        msgId: { $exists: false },
        firstTriedAt: { $gte: new Date(at.getTime() - FINISH_MS) },
      },
      ok
        ? { $set: { state: 'sent', way: 'template', msgId }, $unset: { reason: 1 } }
        : { $set: { state: 'failed', msgId, reason } },
    );
  };

  return {
    keep: async ({ _id, ...event }: FinishRow): Promise<void> => {
      await finishes.updateOne({ _id }, { $setOnInsert: event }, { upsert: true });
    },
    fail,
    isKnown,
    /** Whether a message of this resident is under way, or nobody knows what became of it. */
    isInDoubt: async (openid: string): Promise<boolean> =>
      (await recipients.exists({ openid, state: { $in: ['sending', 'unknown'] } })) !== null,
    /** Whether the event may belong to a message whose answer is still awaited. */
    isSending: async (openid: string): Promise<boolean> =>
      (await recipients.exists({ openid, state: 'sending' })) !== null,
    settleUnknown,
    /** Applies the failures that came before these messages were written down as sent. */
    applyEarly: async (msgIds: readonly string[]): Promise<void> => {
      const early = await finishes.find({ _id: { $in: [...msgIds] }, ok: false }).lean<FinishRow[]>();
      await Promise.all(early.map(({ _id, openid, reason }) => fail(_id, openid, reason)));
    },
    /** Applies what came while rows of these residents, now `unknown`, were still being sent. */
    applyKept: async (openids: readonly string[]): Promise<void> => {
      const kept = await finishes.find({ openid: { $in: [...openids] } }).lean<FinishRow[]>();
      for (const event of kept) if (!(await isKnown(event._id))) await settleUnknown(event);
    },
  };
};
