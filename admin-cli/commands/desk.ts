import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { deskCard, deskTable } from '../desk-views.js';
import { saveFiles } from '../save-files.js';
import { countOf, flag, optional, required, textLike, wordsOf } from '../settings.js';
import { wayNames } from '../words.js';

const talkNumber = required('会话号，见 desk list', '会话号', textLike(/^RG\d{11,14}$/, '会话号像 RG20261121001 这样'));

export const list = command({
  name: 'desk list',
  summary: '谁在等人工、等了多久、谁在接待',
  options: { limit: optional('最多几位，默认 20', '条数', countOf(100)) },
  example: 'admin-cli desk list',
  async run({ limit }, { api, out }) {
    const page = await api.call(routes.deskList, { query: limit === undefined ? {} : { limit } });
    out.result(page, deskTable(page));
  },
});

export const show = command({
  name: 'desk show',
  summary: '看一次会话的全部内容（会留下记录）',
  args: { number: talkNumber },
  options: { open: optional('把照片和语音存到这个目录', '目录', wordsOf(1000)) },
  example: 'admin-cli desk show RG20261121001 --open ./files',
  async run({ number, open }, { api, out }) {
    const talk = await api.call(routes.deskShow, { params: { number } });
    if (open === undefined) {
      out.result(talk, deskCard(talk));
      return undefined;
    }
    const wanted = talk.lines.filter(({ media }) => media && media.kind !== 'video').map(({ id: line }) => line);
    const { files, missing } = await saveFiles(open, wanted, {
      nameOf: (line) => `${number}-${line.slice(-6)}`,
      read: (line) => api.call(routes.deskFile, { params: { number, line } }),
      out,
    });
    const below = [
      files.length > 0 ? `附件已存：\n${files.join('\n')}` : '没有可存的附件',
      ...(missing > 0 ? [`有 ${missing} 个取不到，可能已失效`] : []),
    ];
    out.result({ ...talk, files }, `${deskCard(talk)}\n${below.join('\n')}`);
    return undefined;
  },
});

export const take = command({
  name: 'desk take',
  summary: '接待一位在等的客户，之后机器人不再插话',
  args: { number: talkNumber },
  example: 'admin-cli desk take RG20261121001',
  async run({ number }, { api, out }) {
    const talk = await api.call(routes.deskTake, { params: { number } });
    out.result(talk, `${deskCard(talk)}\n已接待。说话：admin-cli desk say ${number} --text "您好"`);
  },
});

export const say = command({
  name: 'desk say',
  summary: '对客户说一句话，发到客户的微信；还没人接的，说了就算接待',
  args: { number: talkNumber },
  options: { text: required('要说的话，最多 600 字', '文字', wordsOf(600)) },
  example: 'admin-cli desk say RG20261121001 --text "您好，请问是哪一户？"',
  async run({ number, text }, { api, out }) {
    const said = await api.call(routes.deskSay, { params: { number }, body: { text } });
    const { sent, left } = said;
    const words =
      sent === 'kf'
        ? `已发出（${wayNames.kf}），客户再来信之前还能发 ${left} 条`
        : `${sent === 'template' || sent === 'sms' ? '已发出' : '已记下'}（${wayNames[sent]}）`;
    out.result(said, words);
  },
});

export const release = command({
  name: 'desk release',
  summary: '结束接待，客户回到机器人，会收到一句说明（超级管理员也可以结束别人的）',
  args: { number: talkNumber },
  options: { toTicket: flag('同时登记一张工单接着办，单号会告诉客户') },
  example: 'admin-cli desk release RG20261121001 --to-ticket',
  async run({ number, toTicket }, { api, out }) {
    const talk = await api.call(routes.deskRelease, { params: { number }, body: { toTicket } });
    out.result(talk, `${number} 已结束${talk.ticket ? `，转成工单 ${talk.ticket}` : ''}`);
  },
});
