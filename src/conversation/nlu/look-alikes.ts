/** Characters that share most of their strokes: what stroke input, handwriting and readers of pictures confuse. Any of a group may stand for any. */
const families = `
水永冰氷泳求 费贵弗责货贷 未末来 户尸卢护沪 账帐胀张 单草串早 停仃亭 大太犬天夫 人入八 查香杳杏 表衣裹 欠次吹 日目曰白自 月用且 上土止 工土干王
设没投役 压庄厌 电申甲由 请清情晴精 晚挽睌 今令合 问间闻阅 往住注柱 待侍诗特持 时对 处外 报极投服 坏环怀杯 换挽唤 漏满湿 热势执 线钱浅绒
元无天 几凡九 吨顿纯 那哪 名各 客容宫 诉拆折拼 厅斤厂斥 业亚 话活括 过边达 阀阅阔 井并开 盖盍益 提捉题 订计汀 绑邦帮 缴激邀 修俢候 值植直
充允兖 价介份 管菅营 网冈同 质盾 浑挥晖 味昧妹 气汽乞 派脉 师帅 傅博 快块决 低底抵 装袋 改攻 办为力 理埋 进讲井 度席 看着 评许 打扪 星早
满瞒 意竟音 调凋周 通涌诵 知如和 推谁准 送迭 取职 消捎稍 公分 司同 新亲 阶价 档挡 少小 多夕 算箅 收牧 材村 料科 手毛 申甲 号另 抄炒钞 余佘途
预顶须 存在 退腿 订打 阅间 提堤 醒醛 播插 员负 贝见 免兔晚 龙尤 头买卖 抢枪 坑抗 洞铜 噪燥躁 施拖 爆曝瀑 裂烈 渗参 滴摘 阻组 流梳疏 颜须 臭息
喝渴 浊独 垢诟 弱翻 楼搂 厂广 招拍 聘骋 梯悌 档裆 污汗汚 标票 吋寸 流沆 程埕 证征 件牛 身射 复夏 议仪 换焕 装裝 校较 检险捡 申伸 批比 审宙 核该
结给 果杲 哪娜 址扯 近迈 宫营 窗窑 回同 催崔 答笞 复腹 满懑 卷券 问回 机杌 转较 客各 服股 热熟 线绩 罚罗 冻东 圈图 针什 票漂 扣加 减咸 龙垄 关美
`;

const alike = new Map<string, Set<string>>();
for (const family of families.trim().split(/\s+/))
  for (const char of family)
    alike.set(char, new Set([...(alike.get(char) ?? []), ...[...family].filter((other) => other !== char)]));
const none: ReadonlySet<string> = new Set();

/** What a character may have been meant to be by its looks. */
export const looksLike = (char: string): ReadonlySet<string> => alike.get(char) ?? none;
