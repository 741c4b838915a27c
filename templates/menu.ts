/** WeChat's custom menu; each key is the name of what it asks for. */
export const menu = {
  button: [
    {
      name: '我的用水',
      sub_button: [
        { type: 'click', name: '查水费', key: 'bill_query' },
        { type: 'click', name: '绑定户号', key: 'bind_account' },
        { type: 'click', name: '订阅账单', key: 'subscribe_bill' },
      ],
    },
    {
      name: '停水',
      sub_button: [{ type: 'click', name: '停水通知', key: 'outage_lookup' }],
    },
    {
      name: '找我们',
      sub_button: [
        { type: 'click', name: '投诉建议', key: 'complaint' },
        { type: 'click', name: '处理进度', key: 'ticket_status' },
        { type: 'click', name: '人工', key: 'human_agent' },
        { type: 'click', name: '能办什么', key: 'help' },
      ],
    },
  ],
} as const;
