import type { Connection } from '../../database/connect.js';
import { modelOf } from '../../database/schema.js';
import type { Month } from '../../kernel/dates.js';
import type { Campaign, Wait } from './door.js';
import { type CampaignRow, campaignSchema, type RunRow } from './schema.js';

/** A campaign without what its recipients say. */
export type CampaignHead = Omit<Campaign, 'counts'>;

export type CampaignStore = ReturnType<typeof campaignStore>;

const RUNS_KEPT = 50;

const present = (row: CampaignRow): CampaignHead => ({
  key: row._id,
  month: row.month,
  state: row.state,
  startedAt: row.startedAt,
  startedBy: row.startedBy,
  ...(row.finishedAt ? { finishedAt: row.finishedAt } : {}),
  ...(row.wait ? { wait: row.wait } : {}),
  ...(row.request ? { request: row.request } : {}),
  ...(row.approvedBy ? { approvedBy: row.approvedBy } : {}),
  ...(row.workSent && row.workMs ? { perSecond: Math.round((10_000 * row.workSent) / row.workMs) / 10 } : {}),
});

/** Campaigns, without their recipients. */
export const campaignStore = (db: Connection) => {
  const campaigns = modelOf(db, 'Campaign', campaignSchema);

  return {
    /** What an earlier call of the same cause did. */
    earlier: async (key: string, cause: string): Promise<RunRow | undefined> => {
      const found = await campaigns.findById(key, { runs: 1 }).lean<Pick<CampaignRow, 'runs'>>();
      return found?.runs.find((run) => run.cause === cause);
    },
    /** Makes the campaign or wakes it. */
    start: async ({ key, month, by, at }: { key: string; month: Month; by: string; at: Date }): Promise<void> => {
      await campaigns.updateOne(
        { _id: key },
        {
          $set: { state: 'running' },
          $unset: { wait: 1, finishedAt: 1 },
          $setOnInsert: { month, startedAt: at, startedBy: by, runs: [] },
        },
        { upsert: true },
      );
    },
    /** Puts a campaign that is new or was over before a second person; the first to ask stays the one who asked. */
    ask: async (input: { key: string; month: Month; by: string; at: Date; audience: number }): Promise<void> => {
      const { key, month, by, at, audience } = input;
      await campaigns.updateOne(
        { _id: key },
        { $setOnInsert: { month, startedAt: at, startedBy: by, runs: [], state: 'awaiting approval' } },
        { upsert: true },
      );
      await campaigns.updateOne(
        { _id: key, $or: [{ request: { $exists: false } }, { state: 'done' }] },
        { $set: { request: { by, audience }, state: 'awaiting approval' }, $unset: { approvedBy: 1, finishedAt: 1 } },
      );
    },
    /** @returns false when nothing awaits it */
    approve: async (key: string, by: string): Promise<boolean> => {
      const approved = await campaigns.updateOne(
        { _id: key, state: 'awaiting approval' },
        { $set: { state: 'running', approvedBy: by } },
      );
      return approved.matchedCount > 0;
    },
    /** Adds to what the campaign's rate is told from: messages, and the real milliseconds that they took. */
    noteWork: async (key: string, sent: number, ms: number): Promise<void> => {
      await campaigns.updateOne({ _id: key }, { $inc: { workSent: sent, workMs: ms } });
    },
    /** Notes what a run did, and how the campaign stands after it. */
    finish: async (key: string, run: RunRow, as: { wait?: Wait; doneAt?: Date }): Promise<void> => {
      const { wait, doneAt } = as;
      await campaigns.updateOne(
        { _id: key },
        {
          $push: { runs: { $each: [run], $slice: -RUNS_KEPT } },
          ...(doneAt ? { $set: { state: 'done', finishedAt: doneAt } } : {}),
          ...(wait ? { $set: { state: 'waiting', wait } } : {}),
        },
      );
    },
    byKey: async (key: string): Promise<CampaignHead | undefined> => {
      const row = await campaigns.findById(key, { runs: 0 }).lean<CampaignRow>();
      return row ? present(row) : undefined;
    },
    list: async (limit: number): Promise<readonly CampaignHead[]> => {
      const rows = await campaigns.find({}, { runs: 0 }).sort({ startedAt: -1 }).limit(limit).lean<CampaignRow[]>();
      return rows.map(present);
    },
    /** Those that are not over and that nobody need agree to. */
    open: async (limit: number): Promise<readonly CampaignHead[]> => {
      const rows = await campaigns
        .find({ state: { $in: ['running', 'waiting'] } }, { runs: 0 })
        .limit(limit)
        .lean<CampaignRow[]>();
      return rows.map(present);
    },
  };
};
