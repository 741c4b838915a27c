import type { Connection } from '../../database/connect.js';
import { modelOf, rowSchema } from '../../database/schema.js';

interface FileRow {
  /** `<conversation's number>/<line's id>` */
  _id: string;
  /** The conversation's number. */
  talk: string;
  type: string;
  /** Sealed. */
  bytes: Buffer;
}

const schema = rowSchema<FileRow>(
  {
    _id: String,
    talk: { type: String, required: true },
    type: { type: String, required: true },
    bytes: { type: Buffer, required: true },
  },
  'desk_files',
);
schema.index({ talk: 1 }); // the files of one conversation, to be removed

export type FileStore = ReturnType<typeof fileStore>;

/** Photos and voices of conversations, each found by its line. */
export const fileStore = (db: Connection) => {
  const files = modelOf<FileRow>(db, 'DeskFile', schema);
  const keyOf = (talk: string, line: string): string => `${talk}/${line}`;
  return {
    /** Keeps sealed bytes; keeping the same file again replaces it. */
    keep: async (talk: string, line: string, file: { type: string; bytes: Buffer }): Promise<void> => {
      await files.updateOne({ _id: keyOf(talk, line) }, { $set: { talk, ...file } }, { upsert: true });
    },
    read: async (talk: string, line: string): Promise<{ type: string; bytes: Buffer } | undefined> => {
      const file = await files.findById(keyOf(talk, line));
      return file ? { type: file.type, bytes: file.bytes } : undefined;
    },
    has: async (talk: string, line: string): Promise<boolean> =>
      (await files.exists({ _id: keyOf(talk, line) })) !== null,
    removeOf: async (talks: readonly string[]): Promise<void> => {
      if (talks.length > 0) await files.deleteMany({ talk: { $in: [...talks] } });
    },
  };
};
