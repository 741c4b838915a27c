import { type Reply, text } from '../../src/conversation/reply.js';

const others: readonly (readonly [RegExp, string])[] = [
  [/电费|停电|电表|来电|断电|用电|跳闸/, '电的事我查不了，请找供电公司（95598）。水费、停水的事可以问我'],
  [
    /燃气|煤气|天然气/,
    '燃气的事我查不了，请找燃气公司。闻到煤气味先开窗、别开灯，到屋外打电话。水费、停水的事可以问我',
  ],
  [/暖气|供暖|取暖/, '供暖的事我查不了，请找供热公司。水费、停水的事可以问我'],
  [/物业|停车|电梯|垃圾/, '这个请找您小区的物业。水费、停水的事可以问我'],
  [/话费|流量|宽带|网费/, '话费、宽带的事我查不了，请找您的运营商。水费、停水的事可以问我'],
];

const whoAmI = '我是自来水公司的机器人，查水费、停水、投诉都行。要找真人，回复“人工”';
const abuse = '让您着急了。要办什么事直接说，或回复“人工”';
const othersData = '只能查您自己绑定的户号，别人的我不能说。绑定要用户主手机的验证码';
const nothing = '这个我帮不上。我是自来水公司的机器人，水费、停水、投诉的事可以问我，或回复“人工”';

const chat =
  /天气|下雨|笑话|故事|唱|股票|彩票|电影|好吃|吃什么|作文|写首|诗|代码|翻译|总统|主席|政治|新闻头条|星座|算命|社保|医保|公积金|身份证丢|护照|违章|挂号|公交|地铁|快递|外卖|机票|火车|打车|贷款|信用卡|借钱|加我|兼职|刷单|淘宝|京东|移动|联通|电信|有线电视|路灯|学校|上学|桶装水|矿泉水|饮水机|净水器|热水器|洗衣机|空调|马桶|下水道|房租|房价|减肥|恋|爱你|想你|女朋友|男朋友|心情|几岁|几点了|星期几|油价|世界杯|地球|买手机|忽略|指令|管理员|提示词|开发者|python|function|hello world/;

const special: readonly (readonly [RegExp, string])[] = [
  [/你是(?:谁|人|真人|机器人|男|女)|你叫什么|机器人吗/, whoAmI],
  [/操你|我操|卧槽|傻逼|傻|蠢|滚|妈的|他妈|废物|去死|笨蛋|混蛋|王八/, abuse],
  [
    /(?:别人|邻居|隔壁|人家|他人|[他她]们?家?).*(?:水费|户号|电话|手机|号码|账单|欠费|用水|住址|密码|身份证)|(?:户主|机主|业主|屋主|主人).{0,3}(?:电话|手机|号码|名字|姓名|身份证|住址|密码|是谁|叫)|(?:户号|\d{8}).{0,4}是谁/,
    othersData,
  ],
];

/** What to say of something that is none of ours; undefined when it is not even known what it is. */
export const notOurs = (words: string): Reply | undefined => {
  const said = [...special, ...others, [chat, nothing] as const].find(([pattern]) => pattern.test(words));
  return said && text(said[1]);
};
