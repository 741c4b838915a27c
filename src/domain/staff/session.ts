/** A session ends this long after the sign-in, whatever happens. */
export const ABSOLUTE_MS = 12 * 3_600_000;
/** A session ends after this long without a request. */
export const IDLE_MS = 2 * 3_600_000;
/** The last request is written down at most this often. */
export const TOUCH_MS = 60_000;

export interface Session {
  /** SHA-256 of the token; the token itself is kept nowhere. */
  tokenHash: string;
  user: string;
  /** The account's stamp at sign-in: any change of the account changes the stamp and so ends the session. */
  stamp: string;
  expiresAt: Date;
  lastSeenAt: Date;
}

const ID_LENGTH = 16;

/** What a session is called among staff: the first characters of its token's hash, which open nothing. */
export const sessionId = ({ tokenHash }: Session): string => tokenHash.slice(0, ID_LENGTH);

export const isOver = ({ expiresAt, lastSeenAt }: Session, now: Date): boolean =>
  now >= expiresAt || now.getTime() - lastSeenAt.getTime() >= IDLE_MS;

export const isStale = ({ lastSeenAt }: Session, now: Date): boolean =>
  now.getTime() - lastSeenAt.getTime() >= TOUCH_MS;
