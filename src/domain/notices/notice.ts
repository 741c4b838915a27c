import { refuse } from '../../kernel/errors.js';
import type { Area, NewNotice, Notice, NoticeEdit, NoticeKind } from './door.js';

/** The kinds that cut off or may cut off somebody's water, and so must say where and from when. */
export const OUTAGE_KINDS = ['planned', 'emergency'] as const satisfies readonly NoticeKind[];

export const isOutage = (kind: NoticeKind): boolean => (OUTAGE_KINDS as readonly NoticeKind[]).includes(kind);

const TITLE_MAX = 100;
const BODY_MAX = 5000;
const REPORT_MAX = 500;
const AREAS_MAX = 50;
const NAME_MAX = 60;
const RADIUS_MAX_M = 50_000;

const within = (text: string, max: number): boolean => text.trim() !== '' && [...text].length <= max;
const between = (n: number, low: number, high: number): boolean => Number.isFinite(n) && n >= low && n <= high;

const checkArea = ({ name, district, latitude, longitude, radiusM }: Area): void => {
  if (!within(name, NAME_MAX)) refuse('bad_input', 'area name');
  if (district !== undefined && !within(district, NAME_MAX)) refuse('bad_input', 'district of an area');
  if ((latitude === undefined) !== (longitude === undefined)) refuse('bad_input', 'half a coordinate');
  if (latitude !== undefined && !between(latitude, -90, 90)) refuse('bad_input', 'latitude');
  if (longitude !== undefined && !between(longitude, -180, 180)) refuse('bad_input', 'longitude');
  if (radiusM === undefined) return;
  if (latitude === undefined || radiusM <= 0 || !between(radiusM, 0, RADIUS_MAX_M)) refuse('bad_input', 'radius');
};

/** What every notice must keep, draft or not. @throws Refused bad_input */
export const checkNotice = ({ title, body, areas, from, to, expiresAt }: NewNotice): void => {
  if (!within(title, TITLE_MAX)) refuse('bad_input', 'title');
  if (!within(body, BODY_MAX)) refuse('bad_input', 'body');
  if (areas.length > AREAS_MAX) refuse('bad_input', 'too many areas');
  areas.forEach(checkArea);
  if ([from, to, expiresAt].some((at) => at && Number.isNaN(at.getTime()))) refuse('bad_input', 'not a time');
  if (from && to && to <= from) refuse('bad_input', 'ends before it begins', { field: 'to' });
  if (from && expiresAt && expiresAt <= from) refuse('bad_input', 'expires before it begins', { field: 'expiresAt' });
};

/** What the public may be shown: an outage names its areas and its beginning. @throws Refused bad_input */
export const checkPublishable = ({ kind, areas, from }: NewNotice): void => {
  if (isOutage(kind) && (areas.length === 0 || !from)) refuse('bad_input', 'an outage needs an area and a beginning');
};

/** @throws Refused bad_input */
export const checkReport = (text: string): void => {
  if (!within(text, REPORT_MAX)) refuse('bad_input', 'report');
};

/** The notice's content with the named fields replaced; what is not named stays. */
export const changed = (notice: Notice, change: NoticeEdit): NewNotice => {
  const { kind, title, body, areas, from, to, expiresAt } = { ...notice, ...change };
  return {
    kind,
    title,
    body,
    areas,
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(expiresAt ? { expiresAt } : {}),
  };
};

/** When a notice stops to hold: its end or its expiry, whichever is first. */
export const endOf = ({ to, expiresAt }: Pick<Notice, 'to' | 'expiresAt'>): Date | undefined =>
  to && expiresAt ? (to < expiresAt ? to : expiresAt) : (to ?? expiresAt);

export type Phase = 'now' | 'coming' | 'over';

/** Where an outage stands at an instant; one without an end is on until somebody says otherwise. */
export const phaseAt = ({ from, to }: Pick<Notice, 'from' | 'to'>, at: Date): Phase => {
  if (to && to <= at) return 'over';
  return from && from > at ? 'coming' : 'now';
};
