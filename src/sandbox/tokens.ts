import type { Clock } from '../kernel/clock.js';
import { dayOf } from '../kernel/dates.js';
import { randomIds } from '../kernel/ids.js';
import { reject } from './errcodes.js';
import { type Fields, stringOf } from './input.js';
import type { Journal } from './journal.js';

/** A token as the platform hands it out. */
export interface GrantedToken {
  access_token: string;
  expires_in: number;
}

/** Hands out and checks access tokens by business time. */
export interface TokenServer {
  /** POST /cgi-bin/stable_token. @throws PlatformError 40002 | 40013 | 40125 | 45009 */
  stable(request: Fields): GrantedToken;
  /** GET /cgi-bin/token: every call ends the plain tokens before it. @throws PlatformError 40002 | 40013 | 40125 */
  plain(request: Fields): GrantedToken;
  /** @throws PlatformError 41001 | 40014 (not a token) | 42001 (expired) | 40001 (not the latest) */
  check(token: string | undefined): void;
}

const LIFETIME_MS = 7200_000;
/** From five minutes before its end a stable token is followed by a new one, and both are good. */
const OVERLAP_MS = 300_000;
const FORCED_PAUSE_MS = 30_000;
const FORCED_A_DAY = 20;
/** Tokens remembered, so that an old one is told from a wrong one. */
const REMEMBERED = 1000;
const SHAPE = /^\d{2}_[\w-]{80,500}$/;

interface Token {
  token: string;
  family: 'stable' | 'plain';
  /** Business time, milliseconds. */
  until: number;
  forced?: boolean;
  at: number;
}

/** @param account whose credentials a token costs */
export const createTokenServer = (
  journal: Journal,
  clock: Clock,
  account: { appId: string; appSecret: string },
): TokenServer => {
  const tokens = new Map<string, Token>();
  const latest: Partial<Record<Token['family'], Token>> = {};
  let forced: number[] = [];
  const write = journal.topic<Token>('tokens', (token) => {
    const before = latest[token.family];
    // A plain or a forced token ends the one before it at once; a stable one lets it live to its own end.
    if (before && (token.family === 'plain' || token.forced)) before.until = -1;
    if (token.forced) forced = [...forced.slice(1 - FORCED_A_DAY), token.at];
    const kept = { ...token };
    latest[token.family] = kept;
    tokens.set(token.token, kept);
    const oldest = tokens.keys().next().value;
    if (tokens.size > REMEMBERED && oldest !== undefined) tokens.delete(oldest);
  });
  const now = (): number => clock.now().getTime();
  const issue = (family: Token['family'], isForced = false): Token => {
    const at = now();
    const token = `88_${randomIds.token(96)}`;
    const issued: Token = { token, family, until: at + LIFETIME_MS, at, ...(isForced ? { forced: true } : {}) };
    write(issued);
    return issued;
  };
  const granted = ({ token, until }: Token): GrantedToken => ({
    access_token: token,
    expires_in: Math.floor((until - now()) / 1000),
  });
  const identify = (request: Fields): void => {
    if (stringOf(request.grant_type) !== 'client_credential') reject(40002);
    if (stringOf(request.appid) !== account.appId) reject(40013);
    if (stringOf(request.secret) !== account.appSecret) reject(40125);
  };
  const mayForce = (): boolean => {
    const last = forced[forced.length - 1];
    if (last !== undefined && now() - last < FORCED_PAUSE_MS) return false;
    const today = dayOf(clock.now());
    if (forced.filter((at) => dayOf(new Date(at)) === today).length >= FORCED_A_DAY) reject(45009);
    return true;
  };
  return {
    stable: (request) => {
      identify(request);
      const current = latest.stable;
      if (request.force_refresh === true && mayForce()) return granted(issue('stable', true));
      return granted(current && current.until - now() >= OVERLAP_MS ? current : issue('stable'));
    },
    plain: (request) => {
      identify(request);
      return granted(issue('plain'));
    },
    check: (token) => {
      if (!token) return reject(41001);
      if (!SHAPE.test(token)) return reject(40014);
      const known = tokens.get(token);
      if (!known || known.until < 0) return reject(40001);
      if (known.until <= now()) return reject(42001);
    },
  };
};
