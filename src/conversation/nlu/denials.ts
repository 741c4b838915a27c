import { bare } from './normalise.js';

const denial =
  /^(?:(?:不是|不对)(?:这个|这样|的|啊|呀|吧|啦|了)*(?=$|我|问|说|要|查|是)|不是(?:问|说|要|查|让|叫)|(?:你)?(?:弄|搞|听|理解|看|答|说)(?:错|反|岔)了?|错了|你没(?:听|看|弄)(?:懂|明白)|没(?:听|看)懂我|答非所问|文不对题|牛头不对马嘴|我(?:问|说|要|想问|想查|要查)的(?:不是|是)|我不是(?:问|说|要|想)|我没(?:问|说|要)|谁问你|不是我(?:要|问|想)的)/;

/** Whether words begin by saying that the answer before them was to another question. */
export const deniesAnswer = (normalised: string): boolean => denial.test(bare(normalised));
