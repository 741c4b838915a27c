/** The driver's way of sending documents that are BSON already; it exports no other. */
declare module 'mongodb/lib/cmap/commands.js' {
  export class DocumentSequence {
    constructor(field: string);
    /** @param document for command monitoring only @param buffer what is sent */
    push(document: object, buffer: Uint8Array): number;
  }
}
