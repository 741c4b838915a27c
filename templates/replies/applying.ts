import { choice, choices, type Reply } from '../../src/conversation/reply.js';

type Kind = 'new_install' | 'transfer' | 'meter_verification';

/** How each kind is called, and how the knowledge base is asked what it takes. */
const names: Readonly<Record<Kind, string>> = {
  new_install: '新装水表',
  transfer: '过户',
  meter_verification: '水表校验',
};
export const questionOf: Readonly<Record<Kind, string>> = {
  new_install: '新房子怎么开通自来水',
  transfer: '房子卖了怎么过户',
  meter_verification: '怀疑水表不准怎么办',
};

const outlet = choice('找营业厅', { intent: 'outlets' });
const human = choice('人工', { command: 'human' });
const guides = (Object.keys(names) as Kind[]).map((kind) =>
  choice(names[kind], { intent: 'process_guide', slots: { kind } }),
);

/** Asks for a guide without saying to what. */
export const namesNone = (words: string): boolean =>
  /^(?:我?(?:要|想)?(?:看|查|了解)?(?:一下)?)?(?:业务|办事|办理|服务)*(?:指南|流程|须知|手续|材料|介绍|说明)?(?:是什么|有哪些|查询)?[?？。]?$/.test(
    words,
  );

export const whichGuide = (hotline: string): Reply =>
  choices(`要办哪一样？别的业务打 ${hotline} 问`, [...guides, human]);

/** @param needed what the knowledge base says it takes */
export const applyThere = (kind: Kind | undefined, needed: string | undefined): Reply =>
  kind && needed
    ? choices(`这里还不能直接申请${names[kind]}。\n${needed}`, [outlet, human])
    : choices('这里还不能直接申请，要到营业厅办。办哪一样，我告诉您带什么：', [...guides, human]);

/** @param number as said */
export const statusElsewhere = (number: string | undefined, hotline: string): Reply =>
  choices(`${number ? `${number} ` : ''}办到哪一步，这里还查不到。拿着受理单打 ${hotline} 问最快，也可以到营业厅问`, [
    outlet,
    human,
  ]);
