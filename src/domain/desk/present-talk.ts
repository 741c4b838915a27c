import { realNow } from '../../kernel/clock.js';
import { type Seal, sealJson } from '../../kernel/crypto.js';
import type { DeskLine, DeskTalk } from './door.js';
import type { DeskLineRow, DeskRow, Said } from './schema.js';

export interface SaidSeal {
  close(value: Said): string;
  open(box: string): Said;
}

export const saidSeal = (seal: Seal): SaidSeal => sealJson<Said>(seal, 'desk.line');

/** A sending that has not told its outcome by then is taken for lost with the process that did it. */
const SENDING_MS = 60_000;

export const sentOf = ({ way, left, sendingSince }: DeskLineRow): DeskLine['sent'] => {
  if (way) return { way, left: left ?? 0 };
  const isLost = sendingSince !== undefined && realNow() - sendingSince.getTime() > SENDING_MS;
  return isLost ? { way: 'unknown', left: 0 } : undefined;
};

const presentLine = (row: DeskLineRow, said: SaidSeal): DeskLine => {
  const sent = sentOf(row);
  return {
    id: row.id,
    from: row.from,
    ...(row.by ? { by: row.by } : {}),
    at: row.at,
    before: row.before === true,
    ...said.open(row.said),
    ...(sent ? { sent } : {}),
  };
};

/** A conversation as the door shows it. */
export const presentTalk = (row: DeskRow, said: SaidSeal): DeskTalk => ({
  number: row.number,
  state: row.state,
  openid: row.openid,
  ...(row.account ? { account: row.account } : {}),
  ...(row.district ? { district: row.district } : {}),
  ...(row.clerk ? { clerk: row.clerk } : {}),
  askedAt: row.askedAt,
  ...(row.takenAt ? { takenAt: row.takenAt } : {}),
  ...(row.endedAt ? { endedAt: row.endedAt } : {}),
  ...(row.ending ? { ending: row.ending } : {}),
  ...(row.ticket ? { ticket: row.ticket } : {}),
  last: row.last,
  lines: row.lines.map((line) => presentLine(line, said)),
});
