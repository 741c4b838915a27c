import type { Connection } from '../../database/connect.js';
import { modelOf } from '../../database/schema.js';
import { finishSchema, quietSchema, recipientSchema, subscriptionSchema } from './schema.js';

export type ErasureStore = ReturnType<typeof erasureStore>;

/** What is kept here of a resident who is erased. */
export const erasureStore = (db: Connection) => {
  const subscriptions = modelOf(db, 'BillSubscription', subscriptionSchema);
  const recipients = modelOf(db, 'CampaignRecipient', recipientSchema);
  const finishes = modelOf(db, 'CampaignFinish', finishSchema);
  const quiet = modelOf(db, 'QuietHours', quietSchema);
  return {
    /**
     * Removes what she wished for. Rows of campaigns stay with their ids, for the counts and so that nothing is sent a second time, under
     * another name in the openid's place; what was still to be sent is not.
     */
    erase: async (openid: string, name: string, at: Date): Promise<void> => {
      await subscriptions.deleteMany({ openid });
      await recipients.updateMany({ openid, state: 'pending' }, { $set: { state: 'skipped', reason: 'erased', at } });
      await recipients.updateMany({ openid }, { $set: { openid: name } });
      await finishes.deleteMany({ openid });
      await quiet.deleteOne({ _id: openid });
    },
  };
};
