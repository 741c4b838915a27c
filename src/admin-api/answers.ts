import { z } from 'zod';

/** An instant as text, with its offset. */
export const instant = z.iso.datetime({ offset: true });
/** A page of a list; `next` is the `after` of the page that follows. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

/** What every refusal looks like. */
export const ErrorOut = z.object({
  error: z.object({
    code: z.string(),
    /** English, for developers. */
    message: z.string(),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  }),
});

export const Role = z.enum(['super_admin', 'support', 'district', 'viewer']);
export const StaffOut = z.object({
  user: z.string(),
  role: Role,
  /** Of a district clerk. */
  district: z.string().optional(),
  /** The password is to be changed before anything else. */
  mustChange: z.literal(true).optional(),
});
export const AccountOut = StaffOut.extend({ disabled: z.boolean() });
/** An open session; the id names it and opens nothing. */
export const OpenSessionOut = z.object({
  id: z.string(),
  user: z.string(),
  signedInAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
});
/** A session; the token is shown this once. */
export const SessionOut = StaffOut.extend({ token: z.string(), expiresAt: instant });

export const NoticeKind = z.enum(['planned', 'emergency', 'quality', 'pressure', 'news']);
/** `over`: published, and no longer holding. */
export const NoticeState = z.enum(['draft', 'scheduled', 'published', 'over', 'withdrawn']);
const AreaOut = z.object({
  name: z.string(),
  district: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  /** metres */
  radiusM: z.number().optional(),
});
/** A notice as staff see it. */
export const NoticeOut = z.object({
  id: z.string(),
  kind: NoticeKind,
  title: z.string(),
  body: z.string(),
  areas: z.array(AreaOut),
  from: instant.optional(),
  to: instant.optional(),
  expiresAt: instant.optional(),
  state: NoticeState,
  /** Shown to residents now. */
  online: z.boolean(),
  /** When a scheduled one publishes itself. */
  publishAt: instant.optional(),
  timeline: z.array(z.object({ at: instant, text: z.string() })),
  views: z.number(),
  version: z.number(),
  createdBy: z.string(),
  createdAt: instant,
  publishedAt: instant.optional(),
});

/** A notice with how many residents were answered from it, how many of them wait to be told of a correction, and how many were told. */
export const NoticeDetailOut = NoticeOut.extend({
  readers: z.object({ answered: z.number(), waiting: z.number(), told: z.number() }),
});
/** An act upon a notice. */
export const NoticeVersionOut = z.object({
  version: z.number(),
  at: instant,
  by: z.string(),
  what: z.enum(['create', 'edit', 'schedule', 'publish', 'withdraw', 'report']),
  /** Instants in ISO 8601, areas by name, words cut short; an absent side was or is empty. */
  changes: z.array(z.object({ field: z.string(), before: z.string().optional(), after: z.string().optional() })),
});
/** A customer; name, mobile and address are masked unless `masked` is false. */
export const CustomerOut = z.object({
  account: z.string(),
  holder: z.string(),
  mobile: z.string(),
  address: z.string(),
  masked: z.boolean(),
  district: z.string(),
  property: z.string(),
});
/** Who has bound a customer's number. */
export const BindingOut = z.object({
  id: z.string(),
  /** The resident's id at the channel, masked. */
  resident: z.string(),
  kind: z.enum(['householder', 'family', 'tenant']),
  since: instant,
  until: instant.optional(),
  following: z.boolean(),
});
/** How many bindings a call ended. */
export const EndedOut = z.object({ ended: z.number() });
/** Why staff end a binding. */
export const EndReason = z.enum(['household_change', 'objection', 'request', 'mistake']);

/** A place where residents are served; the point is in GCJ-02. */
export const OutletOut = z.object({
  name: z.string(),
  address: z.string(),
  hours: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  serves: z.array(z.string()),
  /** `unknown`: the hours could not be read, or it is a holiday; then nothing is claimed to residents. */
  now: z.enum(['open', 'closed', 'unknown']),
});
/** What an import changes or would change, by name. */
export const OutletImportOut = z.object({
  imported: z.number(),
  added: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
});

export const TicketKind = z.enum(['complaint', 'callback']);
export const TicketState = z.enum(['open', 'taken', 'resolved', 'closed']);
export const Way = z.enum(['kf', 'template', 'sms', 'queued', 'unknown', 'gone']);
/** By which way words would reach the resident now: in the chat, so many times until then, or by the rung below it. */
export const ReachOut = z.object({
  way: z.enum(['kf', 'template', 'sms', 'queued', 'gone']),
  left: z.number().optional(),
  until: instant.optional(),
});
export const TicketEvent = z.enum(['added', 'urged', 'solved', 'reopened', 'withdrawn', 'released', 'transferred']);
const PlaceOut = z.object({ label: z.string(), latitude: z.number().optional(), longitude: z.number().optional() });
const speaker = z.enum(['resident', 'clerk', 'system']);
const TicketHead = z.object({
  number: z.string(),
  kind: TicketKind,
  state: TicketState,
  district: z.string().optional(),
  clerk: z.string().optional(),
  openedAt: instant,
  dueAt: instant,
  answeredAt: instant.optional(),
  overdueAt: instant.optional(),
  closedAt: instant.optional(),
  reach: ReachOut,
  /** The promise is broken and the answer still owed. */
  late: z.boolean(),
  /** `pressing` until a clerk answers. */
  urged: z.object({ at: instant, days: z.number(), pressing: z.boolean() }).optional(),
  /** How often the resident opened it again. */
  reopened: z.number(),
  /** The resident's word on whether it is solved. */
  verdict: z.object({ solved: z.boolean(), at: instant }).optional(),
  /** The earlier ticket that this one goes on with. */
  follows: z.string().optional(),
  /** The last word is the resident's. */
  news: z.boolean(),
});
/** A ticket in a list: no contact, no media. */
export const TicketRowOut = TicketHead.extend({
  /** The first words of what the resident wrote. */
  summary: z.string(),
  /** The newest line of the history, its words cut. */
  last: z
    .object({ at: instant, from: speaker, by: z.string().optional(), event: TicketEvent.optional(), text: z.string() })
    .optional(),
  /** Tickets of other residents from the same place in the hours before and after. */
  near: z.array(z.string()),
});
/** A whole ticket; the contact is masked unless `masked` is false. */
export const TicketOut = TicketHead.extend({
  /** The resident's id at the channel, masked. */
  resident: z.string(),
  account: z.string().optional(),
  text: z.string(),
  contact: z.object({ holder: z.string(), mobile: z.string(), address: z.string(), masked: z.boolean() }).optional(),
  place: PlaceOut.optional(),
  media: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['photo', 'voice']),
      state: z.enum(['waiting', 'stored', 'gone']),
      type: z.string().optional(),
      /** bytes */
      size: z.number().optional(),
      transcript: z.string().optional(),
    }),
  ),
  lines: z.array(
    z.object({
      id: z.string(),
      from: speaker,
      by: z.string().optional(),
      at: instant,
      text: z.string(),
      toResident: z.boolean(),
      sent: z.object({ way: Way, left: z.number() }).optional(),
      event: TicketEvent.optional(),
      /** Of a transfer: who has it now. */
      to: z.string().optional(),
      /** Ids of the files that came with it. */
      media: z.array(z.string()).optional(),
      place: PlaceOut.optional(),
    }),
  ),
});
/** How words went out, and how many more the window allows. */
export const RepliedOut = z.object({ sent: Way, left: z.number(), number: z.string(), state: TicketState });

export const CampaignState = z.enum(['awaiting approval', 'running', 'waiting', 'done']);
export const RecipientState = z.enum(['pending', 'sending', 'sent', 'failed', 'skipped', 'unknown']);
/** Why nothing is sent before a time (business time). */
const WaitOut = z.object({ for: z.enum(['quota', 'quiet hours', 'platform']), until: instant });

/** What one run of a push did. */
export const CampaignRunOut = z.object({
  campaign: z.string(),
  sent: z.number(),
  skipped: z.number(),
  failed: z.number(),
  unknown: z.number(),
  /** How many would be sent to; of a dry run only. */
  audience: z.number().optional(),
  /** How the campaign stands after the run; not of a dry run. */
  state: CampaignState.optional(),
  /** Recipients still to be sent to. */
  waiting: z.number().optional(),
  wait: WaitOut.optional(),
});
const counts = z.object({
  pending: z.number(),
  sending: z.number(),
  sent: z.number(),
  failed: z.number(),
  skipped: z.number(),
  unknown: z.number(),
});
/** How far a campaign is. */
export const CampaignOut = z.object({
  key: z.string(),
  month: z.string(),
  state: CampaignState,
  startedAt: instant,
  startedBy: z.string(),
  finishedAt: instant.optional(),
  wait: WaitOut.optional(),
  /** Who asked for a push that needs a second person, and for how many. */
  request: z.object({ by: z.string(), audience: z.number() }).optional(),
  approvedBy: z.string().optional(),
  /** Messages a second while it was being sent. */
  perSecond: z.number().optional(),
  counts,
});
/** Who was reached, and who was not and why. */
export const CampaignReportOut = CampaignOut.extend({
  reasons: z.array(
    z.object({ state: RecipientState, way: z.string().optional(), reason: z.string().optional(), count: z.number() }),
  ),
  /** Recipients in the state asked for, masked. */
  items: z.array(
    z.object({
      resident: z.string(),
      account: z.string(),
      state: RecipientState,
      /** `template`, or `kf`: said in the chat. */
      way: z.string().optional(),
      reason: z.string().optional(),
      at: instant.optional(),
    }),
  ),
  next: z.string().nullable(),
});

export * from './service-answers.js';

/** A line of the audit trail. */
export const ActOut = z.object({
  seq: z.number(),
  at: instant,
  who: z.string(),
  what: z.string(),
  which: z.string(),
  result: z.enum(['done', 'refused']),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
