import type { Area, NoticeVersion } from './door.js';

const WORDS_KEPT = 120;

const areaOf = ({ name, district, latitude, longitude, radiusM }: Area): string => {
  const named = district === undefined ? name : `${district}/${name}`;
  return latitude === undefined ? named : `${named}@${latitude},${longitude},${radiusM ?? ''}`;
};

const isArea = (value: unknown): value is Area => typeof value === 'object' && value !== null && 'name' in value;

/** A field's value in a line: instants in ISO 8601, areas by name and place, words cut short. */
const shown = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return shown(value.filter(isArea).map(areaOf).join('\u3001')) || undefined;
  const chars = [...String(value)];
  return chars.length > WORDS_KEPT ? `${chars.slice(0, WORDS_KEPT).join('')}\u2026` : chars.join('');
};

const FIELDS = ['kind', 'title', 'body', 'areas', 'from', 'to', 'expiresAt', 'publishAt', 'report'] as const;

/** What acts upon a notice change. */
export type Changeable = { readonly [Field in (typeof FIELDS)[number]]?: unknown };

/** Which fields differ, each with both sides in a line. */
export const changesBetween = (before: Changeable, after: Changeable): NoticeVersion['changes'] =>
  FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field])).map((field) => {
    const [was, is] = [shown(before[field]), shown(after[field])];
    return { field, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) };
  });
