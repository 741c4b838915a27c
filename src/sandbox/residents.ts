import type { Clock } from '../kernel/clock.js';
import { refuse } from '../kernel/errors.js';
import { randomIds } from '../kernel/ids.js';
import type { Journal } from './journal.js';

/** A person with WeChat on a phone, who may follow the account or not. */
export interface Resident {
  openid: string;
  nickname: string;
  following: boolean;
  since: string;
}

/** Everybody with a phone. */
export interface Residents {
  create(nickname: string | undefined): Resident;
  /** Makes followers, without a push. @returns their openids */
  createFollowers(count: number): string[];
  find(openid: string): Resident | undefined;
  /** @throws Refused not_found */
  need(openid: string): Resident;
  setFollowing(openid: string, following: boolean): void;
  /** Oldest first. */
  list(): Resident[];
}

type Entry =
  | { made: string[]; nickname?: string; following: boolean; at: string }
  | { openid: string; following: boolean };

const newOpenid = (): string => `o${randomIds.token(20)}`;

/** Residents as the journal knows them. */
export const createResidents = (journal: Journal, clock: Clock): Residents => {
  const residents = new Map<string, Resident>();
  const write = journal.topic<Entry>('residents', (entry) => {
    if ('made' in entry)
      for (const openid of entry.made) {
        const nickname = entry.nickname ?? `住户${residents.size + 1}`;
        residents.set(openid, { openid, nickname, following: entry.following, since: entry.at });
      }
    else {
      const resident = residents.get(entry.openid);
      if (resident) resident.following = entry.following;
    }
  });
  const need = (openid: string): Resident => residents.get(openid) ?? refuse('not_found', 'no resident of this openid');
  const at = (): string => clock.now().toISOString();
  return {
    create: (nickname) => {
      const openid = newOpenid();
      write({ made: [openid], ...(nickname ? { nickname } : {}), following: false, at: at() });
      return need(openid);
    },
    createFollowers: (count) => {
      const made = Array.from({ length: count }, newOpenid);
      write({ made, following: true, at: at() });
      return made;
    },
    find: (openid) => residents.get(openid),
    need,
    setFollowing: (openid, following) => write({ openid, following }),
    list: () => [...residents.values()],
  };
};
