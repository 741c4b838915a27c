import { z } from 'zod';
import { refuse } from '../kernel/errors.js';

/**
 * The custom menu, held to the platform's limits before it is sent: a menu that the platform refuses leaves the old one standing.
 * @see https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Creating_Custom-Defined_Menu.html
 */
const bytes = (limit: number) =>
  z
    .string()
    .min(1)
    .refine((value) => Buffer.byteLength(value) <= limit, `more than ${limit} bytes`);

const TOP_BYTES = 16;
const SUB_BYTES = 60;
const key = bytes(128);
const url = bytes(1024).refine((value) => URL.canParse(value) && /^https?:\/\//.test(value), 'no URL');

const KEYED = [
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
] as const;

const actions = (nameBytes: number) =>
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.enum(KEYED), name: bytes(nameBytes), key }),
    z.strictObject({ type: z.literal('view'), name: bytes(nameBytes), url }),
    z.strictObject({
      type: z.literal('miniprogram'),
      name: bytes(nameBytes),
      url,
      appid: z.string().min(1),
      pagepath: z.string().min(1),
    }),
  ]);

const parent = z.strictObject({ name: bytes(TOP_BYTES), sub_button: z.array(actions(SUB_BYTES)).min(1).max(5) });

export const menuSchema = z.strictObject({
  button: z
    .array(z.union([parent, actions(TOP_BYTES)]))
    .min(1)
    .max(3),
});
export type Menu = z.infer<typeof menuSchema>;

/** @throws Refused bad_input, naming what breaks which limit; bad_input also when one key stands twice */
export const checkMenu = (menu: unknown): Menu => {
  const read = menuSchema.safeParse(menu);
  if (!read.success) return refuse('bad_input', `menu: ${z.prettifyError(read.error).replaceAll('\n', ' ')}`);
  const buttons = read.data.button.flatMap((button) => ('sub_button' in button ? button.sub_button : [button]));
  const keys = buttons.flatMap((button) => ('key' in button ? [button.key] : []));
  if (new Set(keys).size !== keys.length) refuse('bad_input', 'menu: a key stands twice');
  return read.data;
};

/** Checks and publishes. @throws Refused bad_input | platform_refused | platform_unreachable */
export const publishMenu = async (
  client: { publishMenu(menu: object): Promise<void> },
  menu: unknown,
): Promise<void> => {
  await client.publishMenu(checkMenu(menu));
};
