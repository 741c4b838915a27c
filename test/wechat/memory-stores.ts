import type { ClaimRow, ClaimStore } from '../../src/wechat/claims.js';
import type { NoticeRow, NoticeStore } from '../../src/wechat/notify.js';
import type { SharedToken, TokenStore } from '../../src/wechat/tokens.js';
import type { WindowRow, WindowStore } from '../../src/wechat/windows.js';

/** Stores in memory, held to the same contract suite as the database's. `before` lets a test stall or break a call. */
export const memoryClaims = (before: (call: string) => Promise<void> = async () => undefined) => {
  const rows = new Map<string, ClaimRow>();
  const store: ClaimStore = {
    insert: async (row) => {
      await before('insert');
      if (rows.has(row.key)) return false;
      rows.set(row.key, { ...row });
      return true;
    },
    find: async (key) => {
      await before('find');
      const row = rows.get(key);
      return row ? { ...row } : undefined;
    },
    move: async (key, { state, owner, expiredBy }, change) => {
      await before('move');
      const row = rows.get(key);
      if (row?.state !== state || row.owner !== owner || (expiredBy !== undefined && row.until > expiredBy))
        return false;
      rows.set(key, { ...row, ...change, ...(change.state === 'done' ? { turn: '' } : {}) });
      return true;
    },
    renew: async (keys, owner, until) => {
      await before('renew');
      for (const key of keys) {
        const row = rows.get(key);
        if (row && row.owner === owner && ['working', 'sending'].includes(row.state)) rows.set(key, { ...row, until });
      }
    },
    settlePassive: async (keys) => {
      await before('settlePassive');
      for (const key of keys) {
        const row = rows.get(key);
        if (row?.state === 'passive') rows.set(key, { ...row, state: 'done', way: 'passive', turn: '' });
      }
    },
    due: async (now, limit) => {
      await before('due');
      return [...rows.values()]
        .filter(({ state, until }) => state !== 'done' && until <= now)
        .sort((a, b) => a.until - b.until)
        .slice(0, limit);
    },
    orphan: async (owner, now) => {
      for (const [key, row] of rows)
        if (['working', 'sending'].includes(row.state) && row.owner !== owner && row.until > now)
          rows.set(key, { ...row, until: now });
    },
  };
  return { store, rows };
};

export const memoryWindows = (): WindowStore => {
  const rows = new Map<string, WindowRow>();
  const get = (openid: string): WindowRow => rows.get(openid) ?? { openid, queued: [] };
  const set = (row: WindowRow): WindowRow => {
    rows.set(row.openid, row);
    return row;
  };
  return {
    find: async (openid) => rows.get(openid),
    findAll: async (openids) => openids.flatMap((openid) => rows.get(openid) ?? []),
    grant: async (openid, kind, allowance) => {
      const { short: _ended, ...rest } = get(openid);
      return set(kind === 'long' ? { ...rest, long: allowance } : { ...get(openid), short: allowance });
    },
    take: async (openid, kind, now) => {
      const allowance = rows.get(openid)?.[kind];
      if (!allowance || allowance.left <= 0 || allowance.until <= now) return undefined;
      return set({ ...get(openid), [kind]: { ...allowance, left: allowance.left - 1 } });
    },
    empty: async (openid) => {
      if (rows.has(openid)) set({ openid, queued: get(openid).queued });
    },
    enqueue: async (openid, id, most) => {
      const row = get(openid);
      set({ ...row, queued: [...row.queued.filter((other) => other !== id), id].slice(-most) });
    },
    dequeue: async (openid, id) => {
      const row = rows.get(openid);
      if (row) set({ ...row, queued: row.queued.filter((other) => other !== id) });
    },
    remove: async (openid) => {
      rows.delete(openid);
    },
  };
};

export const memoryNotices = () => {
  const rows = new Map<string, NoticeRow>();
  const store: NoticeStore = {
    insert: async (row) => {
      if (rows.has(row.id)) return false;
      rows.set(row.id, { ...row });
      return true;
    },
    find: async (id) => rows.get(id),
    move: async (id, from, change) => {
      const row = rows.get(id);
      if (row?.state !== from) return false;
      rows.set(id, { ...row, ...change });
      return true;
    },
    forget: async (openid) => {
      for (const [id, row] of rows) if (row.openid === openid) rows.delete(id);
    },
  };
  return { store, rows };
};

export const memoryTokens = (): TokenStore => {
  let token: SharedToken | undefined;
  let lease: { owner: string; until: number } | undefined;
  return {
    read: async () => token,
    lease: async (_appId, owner, now, until) => {
      if (lease && lease.until > now) return false;
      lease = { owner, until };
      return true;
    },
    write: async (_appId, fresh) => {
      token = fresh;
      lease = undefined;
    },
    drop: async (_appId, mark) => {
      if (token?.mark === mark) token = undefined;
    },
  };
};
