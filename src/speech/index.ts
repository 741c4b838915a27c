export type { Heard, Recognise, Voice } from './recogniser.js';
export { createTencentRecogniser, noRecogniser, type TencentOptions } from './tencent.js';
