/** What the five-second edge says when an answer is late, failed or lost; each says only what is known to be true. */
export const edgeWords = ({ hotline }: { hotline: string }) => ({
  slow: '正在查，稍等，结果马上发给您',
  storedLater: '系统刚才慢了，您的内容已经收到，稍后给您答复',
  notYetStored: '系统现在很慢，这条还没收好。几分钟内没有答复，请再发一次',
  notStored: `系统刚才出了问题，这条没收到，请过几分钟再发一次。急事打 24 小时热线 ${hotline}`,
  failed: `系统刚才出了问题，可能没有办成。请过几分钟再问一次，急事打 ${hotline}`,
  mayBeLost: '系统刚才重启了一下，您最近一条可能没收到答复。没收到请再发一次',
});
