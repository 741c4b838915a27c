/** The account's menu as the platform answers it. */
export const menu = {
  menu: {
    button: [
      {
        name: '水费',
        sub_button: [
          { type: 'click', name: '查水费', key: 'bill_query' },
          { type: 'click', name: '订阅账单', key: 'subscribe_bill' },
        ],
      },
      {
        name: '停水报修',
        sub_button: [
          { type: 'click', name: '停水公告', key: 'outage' },
          { type: 'click', name: '投诉', key: 'complaint' },
        ],
      },
      { type: 'click', name: '人工', key: 'human' },
    ],
  },
};
/** What the driver API tells of the demo data, as far as the page looks at it. */
export const demo = {
  now: '2026-11-21T09:00:00+08:00',
  customers: [
    {
      account: '00238817',
      holder: '张三',
      mobile: '13800000001',
      password: '246810',
      address: '翠湖小区3栋2单元501',
      latitude: 30.6612,
      longitude: 104.0811,
      note: '一人两处，都已交清',
    },
    {
      account: '00238825',
      holder: '张三',
      mobile: '13800000001',
      password: '246810',
      address: '老街23号',
      latitude: 30.655,
      longitude: 104.06,
      note: '一人两处，都已交清',
    },
    {
      account: '00451190',
      holder: '李四',
      mobile: '13800000002',
      password: '135790',
      address: '芳草园1栋1单元202',
      latitude: 30.6402,
      longitude: 104.0501,
      note: '两个月没交',
    },
    {
      account: '00612204',
      holder: '王五',
      mobile: '13800000003',
      password: '112358',
      address: '滨河路12号',
      latitude: 30.65,
      longitude: 104.07,
      note: '估抄后补，跨到第二阶梯',
    },
    {
      account: '00777016',
      holder: '赵六',
      mobile: '13800000004',
      password: '314159',
      address: '梧桐里8栋301',
      latitude: 30.67,
      longitude: 104.09,
      note: '用量像漏水',
    },
    {
      account: '00880031',
      holder: '钱七',
      mobile: '13800000005',
      password: '271828',
      address: '东苑7栋1204',
      latitude: 30.62,
      longitude: 104.1,
      note: '新客户，只有一张账单',
    },
  ],
  notices: [
    {
      id: 'N1',
      kind: 'emergency',
      title: '芳草园抢修停水',
      areas: [{ name: '芳草园', latitude: 30.64, longitude: 104.05, radiusM: 600 }],
      from: '',
      to: '',
      state: 'published',
    },
  ],
  outlets: [
    { name: '城东营业厅', address: '解放路88号', latitude: 30.66, longitude: 104.11, hours: '周一至周五 9:00-17:00' },
  ],
};
