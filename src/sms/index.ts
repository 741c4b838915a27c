export { createSms, type SendSms, type SmsOptions } from './gateway.js';
