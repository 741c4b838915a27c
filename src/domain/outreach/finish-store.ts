import type { Connection } from '../../database/connect.js';
import { modelOf } from '../../database/schema.js';
import { finishSchema, recipientSchema } from './schema.js';

export type FinishStore = ReturnType<typeof finishStore>;

/**
 * The platform's word on how a message ended. It may come before the send's own answer is written down, so a failure is kept first and
 * then looked for from both sides: whoever comes second finds the other.
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

  return {
    keepFailure: async (msgId: string, openid: string, reason: string, at: Date): Promise<void> => {
      await finishes.updateOne({ _id: msgId }, { $setOnInsert: { openid, reason, at } }, { upsert: true });
    },
    fail,
    isKnown: async (msgId: string): Promise<boolean> => (await recipients.exists({ msgId })) !== null,
    /** Applies the failures that came before these messages were written down as sent. @returns how many */
    applyEarly: async (msgIds: readonly string[]): Promise<number> => {
      const early = await finishes.find({ _id: { $in: [...msgIds] } }).lean();
      const failed = await Promise.all(early.map(({ _id, openid, reason }) => fail(_id, openid, reason)));
      return failed.filter(Boolean).length;
    },
    /** Settles the one row of the openid that was tried since then and whose outcome nobody knew. */
    settleUnknown: async (
      openid: string,
      since: Date,
      as: { state: 'sent' | 'failed'; msgId: string; reason: string },
    ): Promise<void> => {
      await recipients.updateOne(
        { openid, state: 'unknown', msgId: { $exists: false }, firstTriedAt: { $gte: since } },
        { $set: as },
      );
    },
  };
};
