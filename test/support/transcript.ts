import { readdirSync, readFileSync } from 'node:fs';

/**
 * A transcript file holds talks. `# words` opens one; `@绑定 户号 …`, `@同意` and
 * `@别人绑定 户号 …` (another resident does, a minute later), `@户主邀请 户号 家人`, `@户主让我绑 户号 租客 2027-05-31` and
 * `@帮手 outage_lookup 湖边` (who is asked about unclear sentences says so from now on, with the place that it quotes; `@帮手` says nothing);
 * `@让人绑 户号 家人` (this resident lets another in), `@公告 范围 …` (an outage there from 8 to 18 o'clock) set it up; `客户> …` is said by the resident and
 * `机器人> …` is the whole answer: `↵` is a line break, `…` any words, `（无）` no answer, `[图：…]` a picture after the words. `（过了 31 分钟）` moves the clock.
 * `（客服 接单）`, `（客服 答复：…）`, `（客服 办结：…）`, `（客服 办结）`, `（客服 关闭）` is done by a clerk to the resident's newest ticket;
 * `（客服 接入）`, `（客服 说：…）`, `（客服 结束）`, `（客服 转工单）` is done to the resident's conversation at the desk; `（客服 离开）`: the clerk signs out.
 * `通知> …` is the whole of what the resident was told last outside the talk.
 * What a resident does besides typing stands in brackets: `[照片]`, `[语音] 词`, `[语音 无声]`, `[语音 听不了]`, `[语音 太长]`, `[位置 纬度,经度 名称]`, `[菜单 键]`,
 * `[点 1]`, `[关注]`, `[取消关注]`, `[视频]`, `[短信验证码]`, `[错的验证码]`, `[邀请码]`, `[邀请码的数字]`.
 */
export interface Talk {
  file: string;
  title: string;
  steps: readonly Step[];
}

export type Step =
  | { kind: 'setup'; what: string; rest: string[] }
  | { kind: 'said'; words: string; line: number }
  | { kind: 'answer'; words: string; line: number }
  | { kind: 'wait'; minutes: number }
  | { kind: 'clerk'; what: string; words: string }
  | { kind: 'told'; words: string; line: number };

const units: Readonly<Record<string, number>> = { 分钟: 1, 小时: 60, 天: 1440 };

const readStep = (text: string, line: number): Step => {
  const wait = /^（过了 ?(\d+) ?(分钟|小时|天)）$/.exec(text);
  if (wait) return { kind: 'wait', minutes: Number(wait[1]) * units[wait[2]!]! };
  const [, what, words = ''] = /^（客服 ?(接单|答复|办结|关闭|接入|说|结束|转工单|离开)(?:：(.*))?）$/.exec(text) ?? [];
  if (what) return { kind: 'clerk', what, words };
  if (text.startsWith('通知> ')) return { kind: 'told', words: text.slice(4), line };
  if (text.startsWith('客户> ')) return { kind: 'said', words: text.slice(4), line };
  if (text.startsWith('机器人> ')) return { kind: 'answer', words: text.slice(5), line };
  if (text.startsWith('@')) {
    const [what = '', ...rest] = text.slice(1).split(/\s+/);
    return { kind: 'setup', what, rest };
  }
  throw new Error(`line ${line} is none of a talk: ${text}`);
};

const folder = new URL('../talks/', import.meta.url);

/** Talks in which it matters what time it is have a test of their own, with a clock of its own. */
const BY_THE_CLOCK = ['desk.talk'];

export const talkFiles = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.talk') && !BY_THE_CLOCK.includes(name))
    .sort();

export const readTalks = (file: string): Talk[] => {
  const talks: { file: string; title: string; steps: Step[] }[] = [];
  for (const [i, raw] of readFileSync(new URL(file, folder), 'utf8').split('\n').entries()) {
    const text = raw.trim();
    if (text === '') continue;
    if (text.startsWith('# ')) talks.push({ file, title: text.slice(2), steps: [] });
    else talks.at(-1)?.steps.push(readStep(text, i + 1));
  }
  return talks;
};

/** The expected answer as a pattern for the whole of what was said. */
export const expectedAnswer = (words: string): RegExp => {
  const escaped = words.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('↵', '\\n'));
  return new RegExp(`^${escaped.join('[\\s\\S]*?')}$`);
};
