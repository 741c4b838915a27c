import type { z } from 'zod';
import type { RecordedAct } from '../domain/activity/door.js';
import type { Notice, NoticeVersion, Readership } from '../domain/notices/door.js';
import type { Campaign, CampaignReport, CampaignRun, Wait } from '../domain/outreach/door.js';
import type { StaffSession } from '../domain/staff/door.js';
import type { Contact, Ticket, TicketLine, TicketMedia } from '../domain/tickets/door.js';
import { maskAccount, maskAddress, maskId, maskMobile, maskName } from '../kernel/mask.js';
import type {
  ActOut,
  CampaignOut,
  CampaignReportOut,
  CampaignRunOut,
  NoticeDetailOut,
  NoticeOut,
  NoticeVersionOut,
  OpenSessionOut,
  TicketOut,
  TicketRowOut,
} from './contract.js';

type Shown<Out extends z.ZodType> = z.output<Out>;

/** Drops the fields that are not there, and writes instants as text. */
const at = <Name extends string>(name: Name, value: Date | undefined): { [N in Name]?: string } =>
  (value ? { [name]: value.toISOString() } : {}) as { [N in Name]?: string };
const given = <Name extends string, Value>(name: Name, value: Value | undefined): { [N in Name]?: Value } =>
  (value === undefined ? {} : { [name]: value }) as { [N in Name]?: Value };

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

const presentHead = (ticket: Ticket) => ({
  number: ticket.number,
  kind: ticket.kind,
  state: ticket.state,
  ...given('district', ticket.district),
  ...given('clerk', ticket.clerk),
  openedAt: ticket.openedAt.toISOString(),
  dueAt: ticket.dueAt.toISOString(),
  ...at('answeredAt', ticket.answeredAt),
  ...at('overdueAt', ticket.overdueAt),
  ...at('closedAt', ticket.closedAt),
});

const SUMMARY = 40;

export const presentTicketRow = (ticket: Ticket): Shown<typeof TicketRowOut> => {
  const chars = [...ticket.text.replace(/\s+/g, ' ')];
  return {
    ...presentHead(ticket),
    summary: chars.length > SUMMARY ? `${chars.slice(0, SUMMARY).join('')}…` : chars.join(''),
  };
};

const presentContact = ({ holder, mobile, address }: Contact, full: boolean) =>
  full
    ? { holder, mobile, address, masked: false }
    : { holder: maskName(holder), mobile: maskMobile(mobile), address: maskAddress(address), masked: true };

const presentMedia = ({ id, kind, state, type, size, transcript }: TicketMedia) => ({
  id,
  kind,
  state,
  ...given('type', type),
  ...given('size', size),
  ...given('transcript', transcript),
});

const presentLine = ({ id, from, by, at: when, text, toResident, sent }: TicketLine) => ({
  id,
  from,
  ...given('by', by),
  at: when.toISOString(),
  text,
  toResident,
  ...given('sent', sent && { way: sent.way, left: sent.left }),
});

const presentPlace = ({ label, latitude, longitude }: NonNullable<Ticket['place']>) => ({
  label,
  ...given('latitude', latitude),
  ...given('longitude', longitude),
});

/** @param full the contact unmasked; the caller has recorded the view */
export const presentTicket = (ticket: Ticket, full = false): Shown<typeof TicketOut> => ({
  ...presentHead(ticket),
  resident: maskId(ticket.openid),
  ...given('account', ticket.account),
  text: ticket.text,
  ...given('contact', ticket.contact && presentContact(ticket.contact, full)),
  ...given('place', ticket.place && presentPlace(ticket.place)),
  media: ticket.media.map(presentMedia),
  lines: ticket.lines.map(presentLine),
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
