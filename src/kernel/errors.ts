/**
 * Every refusal has a code, which outlives its wording. `kind` decides the HTTP status and the CLI's exit code; words for people
 * are made from the code at the edge that shows them.
 */
export const refusals = {
  // the machine and its configuration
  bad_configuration: 'failed',
  port_in_use: 'failed',
  data_folder_in_use: 'failed',
  data_folder_unwritable: 'failed',
  database_unreachable: 'failed',
  database_newer: 'failed',
  migration_failed: 'failed',
  store_missing: 'missing',
  store_format: 'failed',
  store_damaged: 'failed',
  store_is_mongodb: 'conflict',
  folder_taken: 'conflict',
  backup_failed: 'failed',
  backup_damaged: 'failed',
  store_there: 'conflict',
  restore_failed: 'failed',
  export_failed: 'failed',
  export_not_exact: 'failed',
  import_failed: 'failed',
  import_older: 'conflict',
  collection_unknown: 'missing',
  // what was sent in
  bad_input: 'invalid',
  too_large: 'invalid',
  // staff
  not_signed_in: 'unauthenticated',
  wrong_password: 'unauthenticated',
  locked_out: 'forbidden',
  account_disabled: 'forbidden',
  password_change_due: 'forbidden',
  not_allowed: 'forbidden',
  not_your_district: 'forbidden',
  second_person_needed: 'forbidden',
  too_many_requests: 'forbidden',
  // things
  not_found: 'missing',
  account_unknown: 'missing',
  binding_unknown: 'missing',
  notice_unknown: 'missing',
  outlet_unknown: 'missing',
  question_unknown: 'missing',
  ticket_unknown: 'missing',
  desk_unknown: 'missing',
  voice_unknown: 'missing',
  recording_gone: 'missing',
  mending_unknown: 'missing',
  campaign_unknown: 'missing',
  sentence_unknown: 'missing',
  staff_unknown: 'missing',
  session_unknown: 'missing',
  // states
  conflict: 'conflict',
  nothing_to_approve: 'conflict',
  own_account: 'conflict',
  ticket_not_yours: 'conflict',
  ticket_closed: 'conflict',
  desk_not_yours: 'conflict',
  desk_over: 'conflict',
  notice_not_draft: 'conflict',
  notice_withdrawn: 'conflict',
  label_disputed: 'conflict',
  // the platforms we call
  platform_refused: 'failed',
  platform_unreachable: 'failed',
  sms_failed: 'failed',
  service_unreachable: 'failed',
  sealed_key_missing: 'failed',
} as const;

export type RefusalCode = keyof typeof refusals;
export type RefusalKind = (typeof refusals)[RefusalCode];

/** A request that cannot be done, with the code that says why. `detail` is for the log and never holds personal data. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly code: RefusalCode,
    readonly detail = '',
    readonly data: Readonly<Record<string, string | number | boolean>> = {},
  ) {
    super(detail ? `${code}: ${detail}` : code);
  }
  get kind(): RefusalKind {
    return refusals[this.code];
  }
}

/** @throws Refused always; usable as an expression: `found ?? refuse('ticket_unknown')` */
export const refuse = (code: RefusalCode, detail?: string, data?: Refused['data']): never => {
  throw new Refused(code, detail, data);
};

/** What an unknown thrown value says of itself, for logs. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
