import { type Reply, text } from '../../src/conversation/reply.js';

export const tips: Reply = text(
  '洗菜、淘米的水留着冲厕所、拖地；洗澡擦肥皂时关水；衣服攒够一桶再洗。\n马桶、龙头滴水费得最多，早点修。\n看您家每月用多少水，回复“查水费”',
);
