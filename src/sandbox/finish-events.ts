import { randomIds } from '../kernel/ids.js';
import type { Pusher } from './push.js';
import type { Residents } from './residents.js';
import type { TemplateMessages, TemplateSend } from './templates.js';
import { bare, cdata } from './xml.js';

/** Pushes a TEMPLATESENDJOBFINISH for each taken template message, soon after and in the background. */
export interface FinishEvents {
  /** Wakes the background work; never waits for it. */
  wake(): void;
}

const LANES = 4;
/** The platform reports what became of a message a moment after it has taken it. */
const DELAY_MS = 150;

/** @param signal ends the work; what was not reported by then stays unfinished in the journal */
export const createFinishEvents = (
  templates: TemplateMessages,
  pusher: Pusher,
  residents: Residents,
  signal: AbortSignal,
): FinishEvents => {
  const queue: TemplateSend[] = [];
  const taken = new Set<string>();
  let lanes = 0;
  let timer: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', () => clearTimeout(timer));

  const report = async (send: TemplateSend): Promise<void> => {
    const status = residents.find(send.openid)?.following ? 'success' : 'failed:user block';
    const elements = cdata('Event', 'TEMPLATESENDJOBFINISH') + bare('MsgID', send.msgid) + cdata('Status', status);
    const head = { msgId: `evt-${randomIds.id()}`, openid: send.openid, msgType: 'event', visible: false };
    await pusher.deliver(pusher.sign(head, elements));
    // Cut short by the end of the sandbox, it is reported again after the next start.
    if (signal.aborted) return;
    templates.finished(send);
    taken.delete(send.msgid);
  };
  const lane = async (): Promise<void> => {
    lanes += 1;
    for (let send = queue.shift(); send && !signal.aborted; send = queue.shift()) await report(send);
    lanes -= 1;
  };
  const gather = (): void => {
    timer = undefined;
    for (const send of templates.unfinished()) {
      if (taken.has(send.msgid)) continue;
      taken.add(send.msgid);
      queue.push(send);
    }
    while (lanes < LANES && queue.length > 0) void lane();
  };
  return {
    wake: () => {
      if (!signal.aborted) timer ??= setTimeout(gather, DELAY_MS);
    },
  };
};
