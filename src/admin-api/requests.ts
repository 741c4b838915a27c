import { z } from 'zod';
import { instant, NoticeKind, Role, TicketState } from './answers.js';

/** No control characters but tab and line break: words end in terminals and chats. */
export const words = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$/u, 'control characters');
const instantIn = instant.transform((text) => new Date(text));
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'YYYY-MM');
export const key = z.string().regex(/^[A-Za-z0-9:_.-]{1,64}$/);
export const limit = z.coerce.number().int().min(1).max(100).default(20);
export const yes = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');
export const nothing = z.strictObject({});
export const byId = z.strictObject({ id: key });
export const byNumber = z.strictObject({ number: z.string().regex(/^[A-Z]{2}\d{11,14}$/, 'TS20261121042') });
export const byAccount = z.strictObject({ account: z.string().regex(/^\d{8}$/, '8 digits') });
/** A household change. */
export const HouseholderIn = z.strictObject({
  holder: words(40),
  mobile: z.string().regex(/^1\d{10}$/, '11 digits'),
  password: z
    .string()
    .regex(/^\d{6}$/, '6 digits')
    .exactOptional(),
});
export const staffName = z.string().regex(/^[a-z0-9][a-z0-9._-]{1,31}$/);
/** Which tickets a list shows. */
export const TicketFilter = z.strictObject({
  state: TicketState.exactOptional(),
  clerk: key.exactOptional(),
  district: words(32).exactOptional(),
  late: yes,
  urged: yes,
  after: z.string().min(1).max(128).exactOptional(),
  limit,
});
export const byUser = z.strictObject({ user: staffName });
/** A district goes with the role of that name, and only with it. */
export const AccountIn = z
  .strictObject({ role: Role, district: words(32).exactOptional(), password: z.string().min(8).max(128) })
  .refine(({ role, district }) => (role === 'district') === (district !== undefined), {
    error: 'goes with the role district, and only with it',
    path: ['district'],
  });
const AreaIn = z
  .strictObject({
    name: words(40),
    district: words(32).exactOptional(),
    latitude: z.number().min(-90).max(90).exactOptional(),
    longitude: z.number().min(-180).max(180).exactOptional(),
    radiusM: z.number().int().min(1).max(50_000).exactOptional(),
  })
  .refine(
    ({ latitude, longitude, radiusM }) => {
      const given = [latitude, longitude, radiusM].filter((value) => value !== undefined).length;
      return given === 0 || given === 3;
    },
    { error: 'latitude, longitude and radiusM go together' },
  );
const noticeFields = {
  kind: NoticeKind,
  title: words(64),
  body: words(5000),
  areas: z.array(AreaIn).max(50),
  from: instantIn.exactOptional(),
  to: instantIn.exactOptional(),
  /** From then on it is no longer shown. */
  expiresAt: instantIn.exactOptional(),
};
const orNone = instantIn.nullable().exactOptional();
const inOrder = ({ from, to }: { from?: Date | null; to?: Date | null }): boolean => !from || !to || from < to;
const order = { error: 'to must be after from', path: ['to'] };
/** A notice to be drafted; instants become dates. */
export const NewNoticeIn = z
  .strictObject({ ...noticeFields, areas: noticeFields.areas.default([]) })
  .refine(inOrder, order);
/** Only what changes, and the version that was seen; null takes a time away. */
export const NoticeChangeIn = z
  .strictObject({
    kind: noticeFields.kind.exactOptional(),
    title: noticeFields.title.exactOptional(),
    body: noticeFields.body.exactOptional(),
    areas: noticeFields.areas.exactOptional(),
    from: orNone,
    to: orNone,
    expiresAt: orNone,
    version: z.number().int().min(1).exactOptional(),
  })
  .refine(inOrder, order);
/** An outlet without its name; the point is in GCJ-02. */
export const OutletIn = z.strictObject({
  address: words(100),
  /** As it hangs on the door. */
  hours: words(100),
  /** degrees north */
  latitude: z.number().min(-90).max(90),
  /** degrees east */
  longitude: z.number().min(-180).max(180),
  /** Estates and streets that this one is the nearest for. */
  serves: z.array(words(40)).max(100).default([]),
});
export const byName = z.strictObject({ name: words(40) });
/** All outlets there shall be, in their order; `dryRun` only says what would change. */
export const OutletImportIn = z
  .strictObject({
    outlets: z
      .array(OutletIn.extend({ name: words(40) }))
      .min(1)
      .max(500),
    dryRun: z.boolean().default(false),
  })
  .refine(({ outlets }) => new Set(outlets.map(({ name }) => name)).size === outlets.length, {
    error: 'a name stands twice',
    path: ['outlets'],
  });
/** When to publish; absent: now. */
export const PublishIn = z.strictObject({ at: instantIn.exactOptional() });
/** Words as a resident may write them. */
export const WordsIn = z.strictObject({ words: words(2000) });
/** What fits one customer-service message (2,048 bytes of UTF-8). */
export const TextIn = z.strictObject({ text: words(600) });
