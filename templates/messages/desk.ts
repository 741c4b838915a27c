import type { DeskNote } from '../../src/domain/desk/door.js';
import { minute, short } from '../format.js';
import { deskNote } from '../replies/desk.js';

/** Words of the desk as a template message, for who can no longer be reached in the chat. */
export const deskCard = (
  number: string,
  note: DeskNote,
  now: Date,
): { template: 'ticket'; fields: Record<string, string> } => ({
  template: 'ticket',
  fields: {
    character_string1: number,
    thing2: short(note.kind === 'said' ? note.text : deskNote(note), 20),
    time3: minute(now),
    thing4: '发条消息就能接着说',
  },
});
