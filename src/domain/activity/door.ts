export interface Act {
  /** A staff user name, `resident` or `system`. */
  who: string;
  /** `noun.verb`: `ticket.reply`, `notice.publish`, `staff.sign_in`, `campaign.push`, `customer.view_full`. */
  what: string;
  /** The record it touched; never personal data. */
  which: string;
  result: 'done' | 'refused';
  /** Codes and counts only; never personal data. */
  detail?: Readonly<Record<string, string | number | boolean>>;
}

export interface RecordedAct extends Act {
  seq: number;
  at: Date;
}

export interface Activity {
  /** Appends to the hash chain. */
  record(act: Act): Promise<void>;
  /** Newest first; `after` is the seq of the last act already seen. */
  list(input: { after?: number; limit: number }): Promise<readonly RecordedAct[]>;
  /** Walks the chain. */
  verify(): Promise<{ kind: 'whole'; count: number } | { kind: 'broken'; at: number }>;
}
