import { writeFileSync } from 'node:fs';
import { type OutOf, routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { Failure } from '../failure.js';
import { card, table } from '../output.js';
import { flag, optional, required, textLike, wordsOf } from '../settings.js';
import { dayTime, readInstant, shortTime } from '../times.js';
import { voiceOutcomes } from '../words.js';
import { moreBelow, paging } from './paging.js';

type Voice = OutOf<typeof routes.voiceShow>;
type Mending = OutOf<typeof routes.mendingList>['items'][number];

const id = required('语音编号，见 voice list', '编号', textLike(/^[\w:.-]{1,64}$/, '请照抄 voice list 里的编号'));
const SECOND_MS = 1000;

const tookOf = (ms: number): string => `${(ms / SECOND_MS).toFixed(1)} 秒`;
const heardOf = ({ outcome, heard }: Voice): string => heard ?? `（${voiceOutcomes[outcome]}）`;

const mendingLine = ({ from, to, times, active, confirmed }: Mending): string => {
  if (active) return `以后听到“${from}”，按“${to}”算${confirmed ? '（人工确认）' : `（改过 ${times} 次）`}`;
  return `“${from}”改成“${to}”，记了 ${times} 次；再有一条语音这样改就生效，要马上生效加 --learn`;
};

export const list = command({
  name: 'voice list',
  summary: '语音列表：机器听到了什么，新的在前（长数字打码）',
  options: {
    uncorrected: flag('只看还没人校对的'),
    since: optional('从什么时候起，如 2026-11-22', '时间', readInstant),
    ...paging,
  },
  example: 'admin-cli voice list --uncorrected --since 2026-11-22',
  async run({ uncorrected, since, limit, after }, { api, out }) {
    const query = {
      limit,
      ...(uncorrected ? { uncorrected: 'true' as const } : {}),
      ...(since ? { since } : {}),
      ...(after ? { after } : {}),
    };
    const page = await api.call(routes.voiceList, { query });
    const rows = page.items.map((voice) => [
      voice.id,
      dayTime(voice.at),
      heardOf(voice),
      voice.correction?.text ?? '',
      voice.audio ? '有' : '',
    ]);
    const words = table(['编号', '时间', '听到的', '校对', '录音'], rows) + moreBelow(page.next);
    out.result(page, rows.length > 0 ? words : '没有这样的语音');
  },
});

export const show = command({
  name: 'voice show',
  summary: '看一条语音的全部内容（会留下记录）',
  args: { id },
  example: 'admin-cli voice show 3f2a9c',
  async run({ id: which }, { api, out }) {
    const voice = await api.call(routes.voiceShow, { params: { id: which } });
    const { correction, audio } = voice;
    out.result(
      voice,
      card([
        ['编号', voice.id],
        ['客户', voice.resident],
        ['时间', shortTime(voice.at)],
        ['听到的', heardOf(voice)],
        ['校对', correction ? `${correction.text}（${correction.by}，${shortTime(correction.at)}）` : ''],
        ['识别', [voice.by ?? '没有识别出来', `用了 ${tookOf(voice.ms)}`].join('，')],
        ['录音', audio ? `${audio.format}，${Math.ceil(audio.size / 1024)} KB` : '没有，或已删除'],
      ]),
    );
  },
});

export const correct = command({
  name: 'voice correct',
  summary: '写下客户实际说的话；读音一样、写法不同的词，两条语音都这样改就学会',
  args: { id },
  options: {
    text: required('实际说的话，最多 600 字', '文字', wordsOf(600)),
    learn: flag('确认这些词以后都这样改，不用等第二次'),
  },
  example: 'admin-cli voice correct 3f2a9c --text "芳草园停水了吗"',
  async run({ id: which, text, learn }, { api, out }) {
    const corrected = await api.call(routes.voiceCorrect, { params: { id: which }, body: { text, learn } });
    out.result(corrected, ['已校对', ...corrected.learnt.map(mendingLine)].join('\n'));
  },
});

export const play = command({
  name: 'voice play',
  summary: '取录音存成文件（会留下记录）：.wav 哪里都能放，.amr 是微信原件',
  args: { id },
  options: {
    out: required('存到哪个文件，.wav 或 .amr 结尾', '文件', textLike(/\.(wav|amr)$/i, '文件名要以 .wav 或 .amr 结尾')),
  },
  example: 'admin-cli voice play 3f2a9c --out 语音.wav',
  async run({ id: which, out: file }, { api, out }) {
    const as = /\.wav$/i.test(file) ? ('wav' as const) : ('original' as const);
    const { bytes } = await api.call(routes.voiceRecording, { params: { id: which }, query: { as } });
    try {
      writeFileSync(file, bytes, { mode: 0o600 });
    } catch {
      throw new Failure('failed', 'file_unwritable', `不能写到文件 ${file}`);
    }
    out.result({ id: which, file, size: bytes.length }, `已存到 ${file}（${Math.ceil(bytes.length / 1024)} KB）`);
  },
});

export const words = command({
  name: 'voice words',
  summary: '校对教会的词：机器写成什么，实际是什么',
  example: 'admin-cli voice words',
  async run(_none, { api, out }) {
    const page = await api.call(routes.mendingList, {});
    const rows = page.items.map((one) => [
      one.id,
      one.from,
      one.to,
      String(one.times),
      one.active ? (one.confirmed ? '已生效（人工确认）' : '已生效') : '还差一次',
    ]);
    out.result(
      page,
      rows.length > 0 ? table(['编号', '机器写成', '实际是', '改过几次', '状态'], rows) : '还没有学到词',
    );
  },
});

export const unlearn = command({
  name: 'voice unlearn',
  summary: '去掉一个学错的词，以后也不再学',
  args: {
    id: required('词的编号，见 voice words', '编号', textLike(/^[\w:.-]{1,64}$/, '请照抄 voice words 里的编号')),
  },
  example: 'admin-cli voice unlearn 9c31ab',
  async run({ id: which }, { api, out }) {
    await api.call(routes.mendingRemove, { params: { id: which } });
    out.result({ id: which, removed: true }, '已去掉');
  },
});
