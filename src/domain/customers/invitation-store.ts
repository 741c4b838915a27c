import type { Connection } from '../../database/connect.js';
import { modelOf, unlessTaken } from '../../database/schema.js';
import { type InvitationRow, invitationSchema } from './schema.js';

export type InvitationStore = ReturnType<typeof invitationStore>;

/** Invitations that may still be taken, by the keyed hash of their number. */
export const invitationStore = (db: Connection) => {
  const invitations = modelOf<InvitationRow>(db, 'BindingInvitation', invitationSchema);
  return {
    byCause: async (cause: string): Promise<InvitationRow | undefined> =>
      (await invitations.findOne({ cause }).lean<InvitationRow>()) ?? undefined,
    /** @returns false when the hash or the cause is taken */
    insert: async (row: InvitationRow): Promise<boolean> => {
      return unlessTaken(invitations.create([row]));
    },
    open: async (hash: string, now: Date): Promise<InvitationRow | undefined> =>
      (await invitations.findOne({ _id: hash, validUntil: { $gt: now } }).lean<InvitationRow>()) ?? undefined,
    /** Takes it for one resident; taking it again is taking it once. @returns undefined when another has it, or it is over */
    take: async (hash: string, openid: string, now: Date): Promise<InvitationRow | undefined> =>
      (await invitations
        .findOneAndUpdate(
          { _id: hash, validUntil: { $gt: now }, takenBy: { $in: [null, openid] } },
          { $set: { takenBy: openid } },
          { returnDocument: 'after' },
        )
        .lean<InvitationRow>()) ?? undefined,
    /** Gives it back: the binding was not made. */
    release: async (hash: string, openid: string): Promise<void> => {
      await invitations.updateOne({ _id: hash, takenBy: openid }, { $unset: { takenBy: 1 } });
    },
    remove: async (hash: string): Promise<void> => {
      await invitations.deleteOne({ _id: hash });
    },
    forget: async (openid: string): Promise<void> => {
      await invitations.deleteMany({ by: openid });
    },
    /** Removes what is over. @returns how many */
    purge: async (now: Date, limit: number): Promise<number> => {
      const over = await invitations
        .find({ validUntil: { $lte: now } }, { _id: 1 })
        .limit(limit)
        .lean<{ _id: string }[]>();
      if (over.length === 0) return 0;
      return (await invitations.deleteMany({ _id: { $in: over.map(({ _id }) => _id) } })).deletedCount;
    },
  };
};
