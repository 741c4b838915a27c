import type { Services } from '../src/services.js';
import { acceptInvitation } from './accept-invitation.js';
import { applicationStatus } from './application-status.js';
import { applyService } from './apply-service.js';
import { atDesk } from './at-desk.js';
import { billQuery } from './bill-query.js';
import { bindAccount } from './bind-account.js';
import { companyNews } from './company-news.js';
import { complaint } from './complaint.js';
import { contact } from './contact.js';
import { danger } from './danger.js';
import { endGuest } from './end-guest.js';
import { eraseData } from './erase-data.js';
import { exportData } from './export-data.js';
import { faq } from './faq.js';
import { follow, unfollow } from './follow.js';
import { greet } from './greet.js';
import { help } from './help.js';
import { humanAgent } from './human-agent.js';
import { inviteGuest } from './invite-guest.js';
import type { Goal } from './kit.js';
import { myAccounts } from './my-accounts.js';
import { objectBinding } from './object-binding.js';
import { outOfScope } from './out-of-scope.js';
import { outageLookup } from './outage-lookup.js';
import { outlets } from './outlets.js';
import { payBill } from './pay-bill.js';
import { priceStandard } from './price-standard.js';
import { processGuide } from './process-guide.js';
import { repairProgress } from './repair-progress.js';
import { reportFault } from './report-fault.js';
import { sentMedia } from './sent-media.js';
import { subscribeBill } from './subscribe-bill.js';
import { survey } from './survey.js';
import { ticketStatus } from './ticket-status.js';
import { topUp } from './top-up.js';
import { unbindAccount } from './unbind-account.js';
import { unsubscribeBill } from './unsubscribe-bill.js';
import { waterPressure } from './water-pressure.js';
import { waterQuality } from './water-quality.js';
import { withdrawConsent } from './withdraw-consent.js';

/** All that residents can ask or do, in the order in which they are offered. */
export const intents: readonly Goal<Services>[] = [
  billQuery,
  priceStandard,
  payBill,
  topUp,
  outageLookup,
  repairProgress,
  reportFault,
  waterQuality,
  waterPressure,
  companyNews,
  complaint,
  bindAccount,
  myAccounts,
  unbindAccount,
  objectBinding,
  inviteGuest,
  acceptInvitation,
  endGuest,
  withdrawConsent,
  eraseData,
  exportData,
  subscribeBill,
  unsubscribeBill,
  ticketStatus,
  processGuide,
  applyService,
  applicationStatus,
  outlets,
  contact,
  survey,
  humanAgent,
  help,
  greet,
  faq,
  outOfScope,
  follow,
  unfollow,
  danger,
  sentMedia,
  atDesk,
];

export { detours } from './detours.js';
export { examples } from './examples.js';
