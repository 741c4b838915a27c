import { setTimeout as pause } from 'node:timers/promises';
import type { Site } from '../../site/site.js';

/** A ticket as staff have it in their list. */
export interface TicketRow {
  number: string;
  kind: string;
  summary: string;
}

/** A ticket as staff see it. */
export interface TicketSeen extends TicketRow {
  text: string;
  place?: { label: string };
  media: { kind: string; state: string }[];
}

/** One who looks into the service from the staff's side. */
export interface Staff {
  tickets(): Promise<TicketRow[]>;
  ticket(number: string): Promise<TicketSeen>;
}

/** Signs in by the admin API; the session must outlive the service's deaths. */
export const signInStaff = async (site: Site): Promise<Staff> => {
  const at = `${site.admin}/admin/api`;
  const { user, password } = site.credentials().staff.find(({ role }) => role === 'super_admin') ?? {};
  const signed = await fetch(`${at}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, password }),
  });
  const { token } = (await signed.json()) as { token: string };
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${at}${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (answer.status === 429) {
      await pause(1000 * (Number(answer.headers.get('retry-after')) || 1));
      return get(path);
    }
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    tickets: async () => {
      const all: TicketRow[] = [];
      for (let after: string | null = ''; after !== null; ) {
        const page: { items: TicketRow[]; next: string | null } = await get(
          `/tickets?limit=100${after ? `&after=${encodeURIComponent(after)}` : ''}`,
        );
        all.push(...page.items);
        after = page.next;
      }
      return all;
    },
    ticket: (number) => get(`/tickets/${number}`),
  };
};
