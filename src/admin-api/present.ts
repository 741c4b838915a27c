import type { z } from 'zod';
import type { RecordedAct } from '../domain/activity/door.js';
import type { Notice, NoticeVersion, Readership } from '../domain/notices/door.js';
import type { OpenState, Outlet, OutletImport } from '../domain/outlets/door.js';
import type { Campaign, CampaignReport, CampaignRun, Wait } from '../domain/outreach/door.js';
import type { StaffSession } from '../domain/staff/door.js';
import { maskAccount, maskId } from '../kernel/mask.js';
import type {
  ActOut,
  CampaignOut,
  CampaignReportOut,
  CampaignRunOut,
  NoticeDetailOut,
  NoticeOut,
  NoticeVersionOut,
  OpenSessionOut,
  OutletImportOut,
  OutletOut,
} from './contract.js';
import { at, given } from './fields.js';

type Shown<Out extends z.ZodType> = z.output<Out>;

export const presentSession = (session: StaffSession): Shown<typeof OpenSessionOut> => ({
  id: session.id,
  user: session.user,
  signedInAt: session.signedInAt.toISOString(),
  lastSeenAt: session.lastSeenAt.toISOString(),
  expiresAt: session.expiresAt.toISOString(),
});

/** A published notice whose end or expiry has passed is over. */
const isOver = ({ state, to, expiresAt }: Notice, now: Date): boolean =>
  state === 'published' && [to, expiresAt].some((end) => end !== undefined && end <= now);

export const presentNotice = (notice: Notice, now: Date): Shown<typeof NoticeOut> => ({
  id: notice.id,
  kind: notice.kind,
  title: notice.title,
  body: notice.body,
  areas: notice.areas.map(({ name, district, latitude, longitude, radiusM }) => ({
    name,
    ...given('district', district),
    ...given('latitude', latitude),
    ...given('longitude', longitude),
    ...given('radiusM', radiusM),
  })),
  ...at('from', notice.from),
  ...at('to', notice.to),
  ...at('expiresAt', notice.expiresAt),
  state: isOver(notice, now) ? 'over' : notice.state,
  online: notice.state === 'published' && !isOver(notice, now),
  ...at('publishAt', notice.publishAt),
  timeline: notice.timeline.map((entry) => ({ at: entry.at.toISOString(), text: entry.text })),
  views: notice.views,
  version: notice.version,
  createdBy: notice.createdBy,
  createdAt: notice.createdAt.toISOString(),
  ...at('publishedAt', notice.publishedAt),
});

export const presentNoticeDetail = (notice: Notice, readers: Readership, now: Date): Shown<typeof NoticeDetailOut> => ({
  ...presentNotice(notice, now),
  readers: { answered: readers.answered, waiting: readers.waiting, told: readers.told },
});

export const presentNoticeVersion = ({
  version,
  at: when,
  by,
  what,
  changes,
}: NoticeVersion): Shown<typeof NoticeVersionOut> => ({
  version,
  at: when.toISOString(),
  by,
  what,
  changes: changes.map(({ field, before, after }) => ({ field, ...given('before', before), ...given('after', after) })),
});

const presentWait = (wait: Wait | undefined) =>
  given('wait', wait && { for: wait.for, until: wait.until.toISOString() });

export const presentRun = (run: CampaignRun): Shown<typeof CampaignRunOut> => ({
  campaign: run.campaign,
  sent: run.sent,
  skipped: run.skipped,
  failed: run.failed,
  unknown: run.unknown,
  state: run.state,
  waiting: run.waiting,
  ...presentWait(run.wait),
});

export const presentOutlet = (outlet: Outlet, state: OpenState): Shown<typeof OutletOut> => ({
  name: outlet.name,
  address: outlet.address,
  hours: outlet.hours,
  latitude: outlet.latitude,
  longitude: outlet.longitude,
  serves: [...outlet.serves],
  now: state.kind,
});

export const presentOutletImport = ({
  imported,
  added,
  changed,
  removed,
}: OutletImport): Shown<typeof OutletImportOut> => ({
  imported,
  added: [...added],
  changed: [...changed],
  removed: [...removed],
});

export const presentCampaign = (campaign: Campaign): Shown<typeof CampaignOut> => ({
  key: campaign.key,
  month: campaign.month,
  state: campaign.state,
  startedAt: campaign.startedAt.toISOString(),
  startedBy: campaign.startedBy,
  ...at('finishedAt', campaign.finishedAt),
  ...presentWait(campaign.wait),
  ...given('request', campaign.request && { ...campaign.request }),
  ...given('approvedBy', campaign.approvedBy),
  ...given('perSecond', campaign.perSecond),
  counts: { ...campaign.counts },
});

export const presentReport = (report: CampaignReport): Shown<typeof CampaignReportOut> => ({
  ...presentCampaign(report.campaign),
  reasons: report.reasons.map(({ state, way, reason, count }) => ({
    state,
    ...given('way', way),
    ...given('reason', reason),
    count,
  })),
  items: report.recipients.map(({ openid, account, state, way, reason, at: when }) => ({
    resident: maskId(openid),
    account: maskAccount(account),
    state,
    ...given('way', way),
    ...given('reason', reason),
    ...at('at', when),
  })),
  next: report.next ?? null,
});

export const presentAct = ({ seq, at: when, who, what, which, result, detail }: RecordedAct): Shown<typeof ActOut> => ({
  seq,
  at: when.toISOString(),
  who,
  what,
  which,
  result,
  ...given('detail', detail && { ...detail }),
});
