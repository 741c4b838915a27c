import type { Point } from '../../kernel/geo.js';

export type NoticeKind = 'planned' | 'emergency' | 'quality' | 'pressure' | 'news';
export type NoticeState = 'draft' | 'published' | 'withdrawn';

/** A named place; with a centre and a radius a sent location can be measured against it. */
export interface Area {
  name: string;
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
  state: NoticeState;
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
}

export type Outages =
  /** Published planned and emergency outages that touch place and time: now first, then coming, soonest first. */
  | { kind: 'affected'; hits: readonly [OutageHit, ...OutageHit[]] }
  /** None. `nearest`: the closest area of another outage in that time, so that the answer can name it. */
  | { kind: 'none'; nearest?: OutageHit };

export interface Notices {
  create(input: NewNotice & { by: string; cause: string }): Promise<Notice>;
  /** @throws Refused notice_unknown | notice_withdrawn | conflict (another version) */
  edit(input: { id: string; change: Partial<NewNotice>; version?: number; by: string; cause: string }): Promise<Notice>;
  /** Publishing twice publishes once. @throws Refused notice_unknown | notice_withdrawn | bad_input (an outage without area or from) */
  publish(input: { id: string; by: string; cause: string }): Promise<Notice>;
  withdraw(input: { id: string; by: string; cause: string }): Promise<Notice>;
  /** Drafts only. @throws Refused notice_unknown | notice_not_draft */
  remove(input: { id: string; by: string; cause: string }): Promise<void>;
  report(input: { id: string; text: string; by: string; cause: string }): Promise<Notice>;
  /** @throws Refused notice_unknown */
  get(id: string): Promise<Notice>;
  /** Newest first. */
  list(input: {
    kind?: NoticeKind;
    state?: NoticeState;
    after?: string;
    limit: number;
  }): Promise<{ items: readonly Notice[]; next: string | null }>;
  /** `when` absent: from now on (and what ended within the last 12 hours counts as over, not as affected). Counts a view of each notice it answers with. */
  outages(input: { place: Place; when?: { from: Date; to: Date } }): Promise<Outages>;
  /** Names of areas of all published notices, for recognising places in sentences. */
  areaNames(): Promise<readonly string[]>;
  /** The demo's and an import's notices, by their own ids; present ones are left alone. */
  importNotices(notices: readonly Notice[]): Promise<{ imported: number }>;
}
