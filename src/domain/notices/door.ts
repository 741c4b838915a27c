import type { Point } from '../../kernel/geo.js';

export type NoticeKind = 'planned' | 'emergency' | 'quality' | 'pressure' | 'news';
/** `scheduled` is a draft that publishes itself at its time; a published one whose end has passed is still `published`: see `isOver`. */
export type NoticeState = 'draft' | 'scheduled' | 'published' | 'withdrawn';

/** A named place; with a centre and a radius a sent location can be measured against it. */
export interface Area {
  name: string;
  /** Where the utility counts it. */
  district?: string;
  latitude?: number;
  longitude?: number;
  /** metres */
  radiusM?: number;
}

export interface Notice {
  id: string;
  kind: NoticeKind;
  title: string;
  body: string;
  areas: readonly Area[];
  /** When the outage (or the notice) begins and ends; an end that is not known is absent. */
  from?: Date;
  to?: Date;
  /** From then on it is no longer shown; absent: as long as it holds. */
  expiresAt?: Date;
  state: NoticeState;
  /** When a scheduled one publishes itself. */
  publishAt?: Date;
  /** What the repair crew reported, oldest first. */
  timeline: readonly { at: Date; text: string }[];
  views: number;
  /** Grows with every change; an edit names the one it has seen. */
  version: number;
  createdBy: string;
  createdAt: Date;
  publishedAt?: Date;
}

export interface NewNotice {
  kind: NoticeKind;
  title: string;
  body: string;
  areas: readonly Area[];
  from?: Date;
  to?: Date;
  expiresAt?: Date;
}

/** What an edit replaces; null takes a time away. */
export type NoticeEdit = Partial<Omit<NewNotice, 'from' | 'to' | 'expiresAt'>> & {
  from?: Date | null;
  to?: Date | null;
  expiresAt?: Date | null;
};

/** One act upon a notice. */
export interface NoticeVersion {
  version: number;
  at: Date;
  by: string;
  what: 'create' | 'edit' | 'schedule' | 'publish' | 'withdraw' | 'report';
  /** Instants in ISO 8601, areas by name, words cut short; an absent side was or is empty. */
  changes: readonly { field: string; before?: string; after?: string }[];
}

/** How many residents a notice has reached in answers, and what its last correction means for them. */
export interface Readership {
  answered: number;
  /** Were answered from an older version and have not been told of the correction yet. */
  waiting: number;
  /** Were told of a correction. */
  told: number;
}

/** What was said to a resident from a notice, about the place that was asked for. */
export interface Answered {
  place: Place;
  hit: OutageHit;
  /** False where the notice was only named as the nearest. */
  touched: boolean;
}

/** What a resident who was answered from a notice is to be told anew. */
export interface OutageChange {
  notice: Notice;
  what: 'withdrawn' | 'restored' | 'corrected';
  /** As the resident knew it; an absent one was not known. */
  before: { from?: Date; to?: Date };
  /** What differs from that. */
  changed: readonly ('from' | 'to' | 'areas' | 'body')[];
  /** The places asked about that it touched or touches now; without a name: everywhere. */
  places: readonly { name: string; was: boolean; is: boolean }[];
}

export type Place =
  | { kind: 'area'; name: string }
  | ({ kind: 'home'; address: string; label: string } & Point)
  | ({ kind: 'point'; label: string } & Point)
  | { kind: 'anywhere' };

export interface OutageHit {
  notice: Notice;
  area: Area;
  /** From the place to the area's centre, where both are known. */
  metres?: number;
  phase: 'now' | 'coming' | 'over';
  /** By what the area touches the place; nothing for everywhere and for what is only named as the nearest. */
  by?: 'name' | 'distance' | 'district';
  /** It touches a part of the place, or whether it holds the place cannot be told from what was said. */
  part?: true;
  /** It names the street or estate of the place and leaves the place itself out. */
  misses?: true;
}

export type Outages =
  /** Published planned and emergency outages that touch place and time: now first, then coming, soonest first. */
  | { kind: 'affected'; hits: readonly [OutageHit, ...OutageHit[]] }
  /** None. `nearest`: one that has just ended here, else one that misses the place by its number, else the closest in that time. */
  | { kind: 'none'; nearest?: OutageHit };

export interface Notices {
  create(input: NewNotice & { by: string; cause: string }): Promise<Notice>;
  /** @throws Refused notice_unknown | notice_withdrawn | conflict (another version) */
  edit(input: { id: string; change: NoticeEdit; version?: number; by: string; cause: string }): Promise<Notice>;
  /**
   * At once, or at a time to come. Publishing twice publishes once.
   * @throws Refused notice_unknown | notice_withdrawn | bad_input (an outage without area or from; published already and `at` in the future)
   */
  publish(input: { id: string; at?: Date; by: string; cause: string }): Promise<Notice>;
  /** Publishes what is scheduled for now or earlier. At most `limit`. @returns how many */
  publishDue(limit: number): Promise<number>;
  withdraw(input: { id: string; by: string; cause: string }): Promise<Notice>;
  /** Drafts only. @throws Refused notice_unknown | notice_not_draft */
  remove(input: { id: string; by: string; cause: string }): Promise<void>;
  report(input: { id: string; text: string; by: string; cause: string }): Promise<Notice>;
  /** @throws Refused notice_unknown */
  get(id: string): Promise<Notice>;
  /** Who did what to it, oldest first; the last hundred acts. @throws Refused notice_unknown */
  versions(id: string): Promise<readonly NoticeVersion[]>;
  /** Newest first. `published` are those that still hold, `over` those that were published and no longer do. */
  list(input: {
    kind?: NoticeKind;
    state?: NoticeState | 'over';
    after?: string;
    limit: number;
  }): Promise<{ items: readonly Notice[]; next: string | null }>;
  /** `when` absent: from now on (and what ended within the last 12 hours counts as over, not as affected). Counts a view of each notice it answers with. */
  outages(input: { place: Place; when?: { from: Date; to: Date } }): Promise<Outages>;
  /** Remembers what a resident was answered from, so that a correction reaches her. Answering again replaces what she knows. */
  remember(input: { openid: string; answers: readonly Answered[]; cause: string }): Promise<void>;
  /** How many were answered from it and told of its corrections. */
  readership(id: string): Promise<Readership>;
  /**
   * Tells those who were answered from an older version of a notice what has changed, each once a version, edits that follow each other
   * quickly as one; at night only what bites within hours. At most `limit` residents. @returns how many were looked at
   */
  tellChanges(limit: number): Promise<number>;
  /** Forgets who was answered from notices that were over a week ago. At most `limit`. @returns how many */
  forgetAnswers(limit: number): Promise<number>;
  /** Forgets a resident's own. */
  forgetResident(openid: string): Promise<void>;
  /** Names of areas of all published notices and their districts, for recognising places in sentences. */
  areaNames(): Promise<readonly string[]>;
  /** The demo's and an import's notices, by their own ids; present ones are left alone. */
  importNotices(notices: readonly Notice[]): Promise<{ imported: number }>;
}
