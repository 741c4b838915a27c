/** How each thing that can be asked is offered, at most 8 characters; typed, it is understood. */
export const titles = {
  bill_query: '查水费',
  bind_account: '绑定户号',
  my_accounts: '我的户号',
  unbind_account: '解绑户号',
  object_binding: '绑定异议',
  subscribe_bill: '订阅账单',
  unsubscribe_bill: '退订账单',
  outage_lookup: '查停水',
  complaint: '投诉建议',
  ticket_status: '查处理进度',
  outlets: '找营业厅',
  human_agent: '人工',
  help: '能办什么',
  greet: '打招呼',
  faq: '常见问题',
  out_of_scope: '其他',
} as const;
