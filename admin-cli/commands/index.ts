import type { CliCommand } from '../command.js';
import * as accounts from './accounts.js';
import * as activity from './activity.js';
import * as bills from './bills.js';
import * as customers from './customers.js';
import * as database from './database.js';
import * as databaseMove from './database-move.js';
import * as desk from './desk.js';
import * as kb from './kb.js';
import * as kbFiles from './kb-files.js';
import * as nlu from './nlu.js';
import * as nluReview from './nlu-review.js';
import * as notices from './notices.js';
import * as outlets from './outlets.js';
import * as service from './service.js';
import * as session from './session.js';
import * as sessions from './sessions.js';
import * as tickets from './tickets.js';
import * as voices from './voices.js';
import * as noticeWriting from './write-notices.js';

export const groups: Readonly<Record<string, string>> = {
  notices: '公告：停水、抢修、水质、水压、企业动态',
  outlets: '营业网点：地址、时间、位置',
  desk: '人工接待：在等的客户、对话',
  kb: '题库：客户常问的问题和答案',
  tickets: '工单：投诉和回电',
  customers: '户号：资料、绑定、过户',
  voice: '语音：听、校对、教机器听懂',
  bills: '账单推送：发送、批准、报告',
  nlu: '听懂客户的话：看原因、复核、标注',
  password: '自己的密码',
  accounts: '员工账号',
  sessions: '有效的登录',
  activity: '操作记录',
  database: '数据库：备份、恢复、核对、大小、导出导入（在服务器上运行，不用登录）',
};

/** Every command, in the order of the help. */
export const commands: readonly CliCommand[] = [
  session.login,
  session.logout,
  session.whoami,
  session.changePassword,
  notices.list,
  notices.show,
  notices.versions,
  noticeWriting.create,
  noticeWriting.edit,
  noticeWriting.publish,
  noticeWriting.withdraw,
  noticeWriting.remove,
  notices.report,
  outlets.list,
  outlets.show,
  outlets.put,
  outlets.remove,
  outlets.importFile,
  desk.list,
  desk.show,
  desk.take,
  desk.say,
  desk.release,
  kb.list,
  kb.show,
  kb.search,
  kb.put,
  kb.remove,
  kbFiles.importFile,
  kbFiles.exportFile,
  tickets.list,
  tickets.show,
  tickets.take,
  tickets.release,
  tickets.transfer,
  tickets.reply,
  tickets.note,
  tickets.resolve,
  tickets.close,
  customers.show,
  customers.bindings,
  customers.unbind,
  customers.endBindings,
  customers.transfer,
  customers.unfreeze,
  voices.list,
  voices.show,
  voices.play,
  voices.correct,
  voices.words,
  voices.unlearn,
  bills.push,
  bills.approve,
  bills.campaigns,
  bills.report,
  nlu.explain,
  nluReview.review,
  nluReview.show,
  nluReview.label,
  nluReview.skip,
  nluReview.labels,
  nluReview.exportExamples,
  accounts.put,
  accounts.list,
  accounts.disable,
  accounts.enable,
  sessions.list,
  sessions.revoke,
  activity.list,
  activity.verify,
  service.status,
  service.doctor,
  database.stats,
  database.backup,
  database.restore,
  database.check,
  databaseMove.exportTo,
  databaseMove.importFrom,
];
