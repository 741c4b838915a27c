/** Characters that a recogniser or a thumb on a pinyin keyboard takes for one another; written by hand, apart from the product's own table. */
export const soundAlike = `
水睡税 费废肺飞 停亭庭 查茶插 交焦教 账帐丈 单丹担 欠嵌 钱前 户护沪 号耗浩 绑邦帮 定订锭 修休秀 漏露陋 管馆关 压鸭押 表标彪 充冲虫 值直职
投头偷 诉素速 评平凭 价架假 营迎赢 业页叶 厅听汀 网往忘 点典店 电店垫 话画化 热惹 线先县 阶街接 梯踢体 维为围 师诗施 傅付复 工公宫 客可课
服福扶 务物误 问文闻 多朵夺 少烧绍 时实石 候后厚 今金斤 天添田 明名鸣 月越阅 年念粘 上尚 下夏吓 我窝握 你泥拟 家加佳 里理李 有又友 没每煤
要药摇 在再载 到道倒 办半伴 申深身 请清情 消销宵 推腿 送宋颂 提题蹄 醒行形 进近尽 度肚渡 看砍 新心星 开凯 发法罚 票漂 字自 过果国 材才财
料廖 手首守 续序绪 质制治 量亮两 味未位 道到稻 吨蹲顿 价驾 块快筷 贵跪柜 扣寇 款宽 缴脚 预于遇 存村 取娶 收守 派牌排 现县献 场厂常 完玩晚
好毫 坏怀 断段锻 爆报抱 裂列烈 盖该概 井景警 路露陆 地第弟 址止指 程成城 流留刘 装庄桩 改该 移一依 报抱暴 受首 态太 意义易 见件建 催崔 结节接
`;

/** Characters that look alike to who writes by hand or reads without glasses. */
export const lookAlike = `
水永冰 费贵 未末 户尸卢 账胀 单草 大太 人入 查香 表衣 欠次 日目 月用 上土 工土 天夫 没设 压庄 电申 请清情 晚挽 今令 间问 问间 往住 待侍 时对
处外 报极 坏环 换挽 漏满 热势 线钱 钱线 元无 几凡 吨顿 那哪 哪那 名各 客容 服报 投没 诉拆 厅斤 业亚 话活 过边 阀阅 井并 提捉 订计 停仃 绑邦
缴激 修俢 费弗 值植 充允 价介 管菅 网冈 质盾 浑挥 黄黃 味昧 气汽 派脉 师帅 傅博 快块 块快 贵责 低底 底低 装袋 改攻 办为 理埋 进讲 度席 看着
评许 打扪 星早 满瞒 意竟 调凋 查杏 开井 关美 通涌 知如 推谁 送迭 取职 消捎 公分 司同 新亲 闻间 阶价 档挡 少小 多夕 算箅 收牧 材村 料科 手毛
`;

/** What people breathe while they speak, and a recogniser writes down. */
export const fillers = ['嗯', '呃', '那个', '就是', '啊', '这个', '然后', '就是说', '怎么说呢', '哎'] as const;
