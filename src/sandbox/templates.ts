import type { Clock } from '../kernel/clock.js';
import { randomIds } from '../kernel/ids.js';
import { reject } from './errcodes.js';
import { type Fields, fieldsOf, stringOf } from './input.js';
import type { Journal } from './journal.js';
import type { Residents } from './residents.js';
import { fits } from './template-fields.js';
import type { Threads } from './threads.js';

interface Template {
  id: string;
  title: string;
  fields: readonly { key: string; label: string; allowed?: readonly string[] }[];
}

/** The account's templates in use. */
export const templates: readonly Template[] = [
  {
    id: 'DEMO_BILL',
    title: '水费账单通知',
    fields: [
      { key: 'thing1', label: '地址/户名' },
      { key: 'character_string2', label: '户号' },
      { key: 'time3', label: '账期' },
      { key: 'amount4', label: '金额' },
      { key: 'thing5', label: '状态' },
    ],
  },
  {
    id: 'DEMO_TICKET',
    title: '工单进度通知',
    fields: [
      { key: 'character_string1', label: '单号' },
      { key: 'thing2', label: '内容' },
      { key: 'time3', label: '时间' },
      { key: 'thing4', label: '提示' },
    ],
  },
  {
    id: 'DEMO_NOTICE',
    title: '停水通知',
    fields: [
      { key: 'thing1', label: '标题' },
      { key: 'time2', label: '开始' },
      { key: 'time3', label: '结束' },
      { key: 'thing4', label: '范围' },
    ],
  },
];

/** A send that the platform has taken; its finish event follows. */
export interface TemplateSend {
  /** A 64-bit integer beyond what a double holds, in decimal digits. */
  msgid: string;
  openid: string;
}

/** Template messages of the account. */
export interface TemplateMessages {
  /**
   * POST /cgi-bin/message/template/send. For one openid and `client_msg_id` a message is delivered once within ten minutes; the
   * second call gets the first one's msgid.
   * @throws PlatformError 40003 | 40037 | 43004 | 47003
   */
  send(message: Fields): TemplateSend;
  /** Sends whose finish event has not gone out yet, oldest first. */
  unfinished(): TemplateSend[];
  finished(send: TemplateSend): void;
  /** GET /cgi-bin/template/get_all_private_template. */
  list(): object[];
}

const ONCE_MS = 10 * 60_000;
const MSGID_BASE = 3_717_005_000_000_000_000n;

interface Taken extends TemplateSend {
  at: number;
  clientId?: string;
}

const titled = ({ title, fields }: Template, values: ReadonlyMap<string, string>) => {
  const shown = fields.map(({ key, label }) => ({ label, value: values.get(key) ?? '' }));
  return { fields: shown, text: [title, ...shown.map(({ label, value }) => `${label}：${value}`)].join('\n') };
};

/** The declared fields' values; keys that the template does not have are dropped, as is all after a line's end. */
const readValues = (template: Template, data: Fields): Map<string, string> => {
  const values = new Map<string, string>();
  for (const { key, allowed } of template.fields) {
    const value = stringOf(fieldsOf(data[key]).value)?.split(/\r?\n/, 1)[0];
    if (value === undefined || !fits(key, value, allowed)) return reject(47003, ` data.${key}.value invalid`);
    values.set(key, value);
  }
  return values;
};

/** What template messages touch. */
export interface TemplateDeps {
  journal: Journal;
  residents: Residents;
  threads: Threads;
  clock: Clock;
}

/** Sends as the journal knows them, those without a finish event included. */
export const createTemplateMessages = ({ journal, residents, threads, clock }: TemplateDeps): TemplateMessages => {
  const byClientId = new Map<string, Taken>();
  const pending = new Map<string, TemplateSend>();
  const clientKey = (openid: string, clientId: string): string => `${openid} ${clientId}`;
  const now = (): number => clock.now().getTime();
  /** Insertion order is time order: what is older than ten minutes is forgotten from the front. */
  const forget = (): void => {
    for (const [key, { at }] of byClientId) {
      if (now() - at < ONCE_MS) return;
      byClientId.delete(key);
    }
  };
  const take = journal.topic<Taken>('templates', (taken) => {
    pending.set(taken.msgid, { msgid: taken.msgid, openid: taken.openid });
    if (taken.clientId !== undefined) byClientId.set(clientKey(taken.openid, taken.clientId), taken);
  });
  const finish = journal.topic<string>('templates-finished', (msgid) => {
    pending.delete(msgid);
  });
  return {
    send: (message) => {
      const resident = residents.find(stringOf(message.touser) ?? '') ?? reject(40003);
      const { openid } = resident;
      const template = templates.find(({ id }) => id === message.template_id) ?? reject(40037);
      if (!resident.following) return reject(43004);
      const values = readValues(template, fieldsOf(message.data));
      const clientId = stringOf(message.client_msg_id);
      forget();
      const before = clientId === undefined ? undefined : byClientId.get(clientKey(openid, clientId));
      if (before) return { msgid: before.msgid, openid };
      const msgid = String(MSGID_BASE + BigInt(randomIds.digits(15)));
      const url = stringOf(message.url) ?? '';
      const { text, fields } = titled(template, values);
      const raw = {
        title: template.title,
        url,
        fields,
        templateId: template.id,
        ...(clientId ? { clientMsgId: clientId } : {}),
      };
      journal.together(() => {
        threads.append(openid, { from: 'account', channel: 'template', type: 'template', text, raw });
        take({ msgid, openid, at: now(), ...(clientId === undefined ? {} : { clientId }) });
      });
      return { msgid, openid };
    },
    unfinished: () => [...pending.values()],
    finished: ({ msgid }) => finish(msgid),
    list: () =>
      templates.map(({ id, title, fields }) => ({
        template_id: id,
        title,
        primary_industry: '公共事业',
        deputy_industry: '水务',
        content: fields.map(({ key, label }) => `${label}:{{${key}.DATA}}`).join('\n'),
        example: '',
      })),
  };
};
