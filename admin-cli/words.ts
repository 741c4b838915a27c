import { type FailureData, misuse } from './failure.js';
import { shortTime } from './times.js';

export const roleNames = { super_admin: '超级管理员', support: '客服', district: '片区', viewer: '只读' } as const;
export const noticeKinds = {
  planned: '计划停水',
  emergency: '紧急抢修',
  quality: '水质公告',
  pressure: '水压公告',
  news: '企业动态',
} as const;
export const noticeStates = {
  draft: '草稿',
  scheduled: '待发布',
  published: '已发布',
  over: '已结束',
  withdrawn: '已撤回',
} as const;
export const noticeActs = {
  create: '起草',
  edit: '修改',
  schedule: '定时',
  publish: '发布',
  withdraw: '撤回',
  report: '进展',
} as const;
/** Of what the history of a notice names. */
export const noticeFields: Readonly<Record<string, string>> = {
  kind: '类型',
  title: '标题',
  body: '正文',
  areas: '范围',
  from: '开始',
  to: '结束',
  expiresAt: '下线',
  publishAt: '发布时间',
  report: '进展',
};
export const ticketKinds = { complaint: '投诉', callback: '回电' } as const;
export const ticketStates = { open: '待处理', taken: '处理中', resolved: '已解决', closed: '已关闭' } as const;
export const wayNames = {
  kf: '微信对话',
  template: '模板消息',
  sms: '短信',
  queued: '等客户下次来时送达',
  gone: '客户已删除自己的数据，发不到微信',
  unknown: '结果不明',
} as const;
export const campaignStates = {
  'awaiting approval': '等另一位同事批准',
  running: '进行中',
  waiting: '暂停',
  done: '完成',
} as const;
export const waits = {
  quota: '今天的微信额度用完了',
  'quiet hours': '免打扰时间',
  platform: '微信没有答复',
} as const;
export const recipientStates = {
  sent: '发出',
  failed: '失败',
  unknown: '结果不明',
  skipped: '跳过',
  pending: '还没发',
  sending: '正在发',
} as const;
/** What is left when the chat's window is shut. */
export const shutWays = {
  template: '走模板消息',
  sms: '走短信',
  queued: '等客户来信再送',
  gone: '客户已删除自己的数据，请打电话',
} as const;
export const ticketEvents = {
  added: '补充',
  urged: '催办',
  solved: '说解决了',
  reopened: '说没解决，重新打开',
  withdrawn: '撤回了',
  released: '退回待处理',
  transferred: '转给',
} as const;
export const speakers = { resident: '客户', clerk: '客服', system: '系统' } as const;
export const voiceOutcomes = {
  words: '听清了',
  nothing: '没声音或没听清',
  too_long: '太长',
  unavailable: '当时识别不了',
} as const;
export const mediaKinds = { photo: '照片', voice: '语音' } as const;
export const mediaStates = { waiting: '取回中', stored: '已存', gone: '已失效' } as const;
export const deskStates = { waiting: '在等', held: '接待中', over: '已结束' } as const;
export const deskSpeakers = { resident: '客户', bot: '机器人', clerk: '客服' } as const;
export const deskEndings = {
  resident: '客户结束的',
  clerk: '客服结束的',
  idle: '客户半小时没回',
  unserved: '没人接',
} as const;
export const sentThings = { photo: '照片', voice: '语音', video: '视频' } as const;
export const binderKinds = { householder: '户主', family: '家人', tenant: '租客' } as const;
export const endReasons = {
  household_change: '过户、换户主',
  objection: '户主不同意',
  request: '本人要求',
  mistake: '绑错了',
} as const;

export const questionStates = { online: '上线', offline: '下线' } as const;
export const searchOutcomes = { answered: '会回答', offered: '会列出题目让客户选', none: '答不上来' } as const;

const fieldNames: Readonly<Record<string, string>> = {
  title: '标题（--title）',
  body: '正文（--body）',
  areas: '范围（--area）',
  from: '开始时间（--from）',
  to: '结束时间（--to）',
  expiresAt: '下线时间（--expires）',
  at: '发布时间（--at）',
  clerk: '接手的人（--to，要能办这张工单的）',
  month: '月份（--month）',
  text: '内容（--text）',
  words: '那句话',
  intent: '意思（见 nlu labels）',
  user: '用户名',
  role: '角色（--role）',
  district: '片区（--district，片区员工要写，别的角色不写）',
  password: '密码',
  newPassword: '新密码（至少 8 位，不能和旧密码、用户名一样）',
  address: '地址（--address）',
  hours: '营业时间（--hours）',
  latitude: '位置（--at）',
  longitude: '位置（--at）',
  outlets: '网点列表',
  questions: '题目列表',
  asked: '问法（--asked）',
  answer: '答案（--answer）',
  more: '去处（--more）',
  keywords: '关键词（--keyword：不能是要办的事，也不能是别的题用了的）',
  revision: '修订号（--revision）',
  number: '单号',
  account: '户号（8位数字）',
  holder: '户主姓名（--holder）',
  mobile: '手机号（--mobile，11位）',
  id: '编号',
  since: '起始时间（--since）',
  limit: '条数（--limit）',
  after: '--after',
};

const fieldOf = (data: FailureData): string => {
  const name =
    String(data.field ?? '')
      .split('.')
      .findLast((part) => fieldNames[part]) ?? '';
  return fieldNames[name] ?? '';
};

/** What staff read for each refusal of the service. */
export const refusalWords: Readonly<Record<string, (data: FailureData) => string>> = {
  bad_input: (data) => (fieldOf(data) ? `${fieldOf(data)}不对，请检查` : '内容不对，请检查'),
  too_large: () => '内容太大了',
  not_signed_in: () => '没有登录，或登录已过期。请先登录：admin-cli login --user 用户名',
  wrong_password: () => '用户名或密码不对',
  locked_out: ({ until }) => `错误次数太多，账号已锁定${until ? `，${shortTime(String(until))} 后再试` : ''}`,
  account_disabled: () => '这个账号已停用，请找超级管理员',
  password_change_due: () => '密码是别人设的，要先改成自己的：admin-cli password change',
  not_allowed: () => '这个账号没有权限做这件事',
  not_your_district: () => '这不是您片区的',
  too_many_requests: ({ waitSeconds }) => `操作太快了，请${waitSeconds ? ` ${waitSeconds} 秒` : '稍'}后再试`,
  second_person_needed: () => '不能自己批准自己发起的推送，请另一位同事批准',
  nothing_to_approve: () => '这次推送不用批准，或已经批准过了',
  not_found: () => '没有找到',
  account_unknown: () => '没有这个户号',
  binding_unknown: () => '没有这个绑定，可能已经停了',
  staff_unknown: () => '没有这个员工账号',
  session_unknown: () => '没有这个登录，可能已经结束',
  own_account: () => '不能停用自己的账号或改自己的角色，请找另一位超级管理员',
  notice_unknown: () => '没有这条公告',
  outlet_unknown: () => '没有这家网点',
  question_unknown: () => '题库里没有这一题',
  voice_unknown: () => '没有这条语音',
  recording_gone: () => '这条语音没有录音：没取到，或者过了 30 天已经删了',
  mending_unknown: () => '没有这个学到的词',
  ticket_unknown: () => '没有这张工单',
  campaign_unknown: () => '没有这次推送',
  sentence_unknown: () => '没有这个编号的句子，可能已经过期删除',
  conflict: () => '内容刚被别人改过，请重新查看后再试',
  ticket_not_yours: ({ holder }) => `这张工单由${holder ? ` ${holder} ` : '别的同事'}在处理`,
  ticket_closed: () => '工单已经关闭',
  desk_unknown: () => '没有这次会话',
  desk_not_yours: ({ holder }) => `这位客户由${holder ? ` ${holder} ` : '别的同事'}在接待`,
  desk_over: () => '这次会话已经结束，客户回到机器人了',
  notice_not_draft: () => '只有草稿能删除；已发布的请用 notices withdraw 撤回',
  label_disputed: ({ by, intent }) =>
    `${by ?? '同事'} ${intent ? `标的是 ${intent}` : '已经跳过它'}，和您的不一样；商量好后加 --force 以您的为准`,
  notice_withdrawn: () => '公告已经撤回，不能再改',
  platform_refused: () => '微信平台拒绝了这次调用，请运行 admin-cli doctor 检查',
  platform_unreachable: () => '连不上微信平台，请稍后再试',
  sms_failed: () => '短信没有发出去，请稍后再试',
  service_unreachable: () => '服务依赖的一个系统连不上，请稍后再试',
  database_unreachable: () => '服务连不上数据库',
  database_newer: () => '数据库是更新的版本用过的',
  migration_failed: () => '数据没有升级完，原因在服务日志里',
  data_folder_in_use: ({ pid }) =>
    `数据目录正被另一个进程${pid ? `（${pid}）` : ''}使用；先停下它，或用 --data-dir 换一个目录`,
  data_folder_unwritable: ({ reason }) => `数据目录不能写${because(reason)}`,
  store_missing: ({ folder }) => `${folder} 里没有数据库。用 --data-dir 指定数据目录`,
  store_format: ({ format, known }) =>
    `数据库文件的格式是 ${format}，这个版本只认 ${known}；什么都没有改。请用写它的版本导出，再用这个版本导入`,
  store_damaged: ({ file, reason }) =>
    `${file ?? '数据库文件'} 坏了，什么都没有改。把它所在的目录移到旁边，再恢复备份：admin-cli database restore${because(reason)}`,
  store_is_mongodb: () => '现在用的是 MongoDB（MONGODB_URI）：请用 mongodump 备份，用 mongorestore 恢复',
  folder_taken: ({ folder }) => `${folder} 已经有了，里面不是空的；从不覆盖，请换一个目录`,
  backup_damaged: ({ reason }) => `这份备份不能用，什么都没有改${because(reason)}`,
  store_there: ({ folder }) =>
    `${folder} 里已经有数据库，恢复从不覆盖。停下服务，把它移到旁边再恢复：mv ${folder} ${folder}.old`,
  restore_failed: ({ reason }) => `没有恢复成功，什么都没有改${because(reason)}`,
  export_failed: ({ reason }) => `没有导出成功，没有留下半份${because(reason)}`,
  export_not_exact: ({ collection, id, reason }) =>
    `集合 ${collection} 里 _id 是 ${id} 的文档不能原样写成 JSON${because(reason)}；什么都没有导出。请先改好它，或用 --collection 只导出别的集合`,
  import_failed: ({ reason }) => `没有导入完${because(reason)}；已经导入的都在，再运行一次会接着来`,
  import_older: ({ migration, database }) =>
    `数据库 ${database} 已经做过第 ${migration} 次升级，导出的数据还没有：请导入到空的数据库，再启动服务；什么都没有改`,
  collection_unknown: ({ collection, folder }) =>
    folder ? `${folder} 里没有 ${collection}` : `没有 ${collection} 这个集合`,
  backup_failed: ({ reason }) => `没有备份成功，没有留下半份备份${because(reason)}`,
  port_in_use: () => '端口被占用',
  bad_configuration: () => '服务的配置有问题，请运行 admin-cli doctor 检查',
  sealed_key_missing: () => '服务缺少解密密钥，请检查 SEAL_KEYS',
  internal: () => '服务出了问题，原因在服务日志里',
};

const because = (reason: unknown): string => (reason ? `（${reason}）` : '');

export const wordsFor = (code: string, data: FailureData): string =>
  refusalWords[code]?.(data) ?? `没有成功（${code}）`;

const AREA = /^(.+)@(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?),(\d{1,6})$/u;

export interface AreaRead {
  name: string;
  district?: string;
  latitude?: number;
  longitude?: number;
  radiusM?: number;
}

/** `城东区/芳草园` → both. @throws Failure usage */
const readName = (text: string, bad: string): Pick<AreaRead, 'name' | 'district'> => {
  const [district, name, ...more] = text.split('/').map((side) => side.trim());
  const both = name === undefined ? { name: district ?? '' } : { name, district: district ?? '' };
  const wrong = more.length > 0 || Object.values(both).some((side) => side === '' || [...side].length > 32);
  return wrong ? misuse(bad) : both;
};

/**
 * `芳草园`, `城东区/芳草园` or `芳草园@31.23,121.47,500` (degrees north, degrees east, metres).
 * @throws Failure usage
 */
export const readArea = (text: string): AreaRead => {
  const bad = `范围“${text}”不对，请写成 芳草园、城东区/芳草园 或 芳草园@31.23,121.47,500（纬度,经度,半径米）`;
  if (!text.includes('@')) return readName(text, bad);
  const [, name = '', north, east, metres] = AREA.exec(text.trim()) ?? misuse(bad);
  const area = { ...readName(name, bad), latitude: Number(north), longitude: Number(east), radiusM: Number(metres) };
  const fits =
    Math.abs(area.latitude) <= 90 && Math.abs(area.longitude) <= 180 && area.radiusM >= 1 && area.radiusM <= 50_000;
  return fits ? area : misuse(bad);
};
