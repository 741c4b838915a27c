/** What the edge itself says to a resident, each under one truth; the words are the utility's. */
export interface EdgeWords {
  /** Received and being worked on: the answer follows by itself. */
  slow: string;
  /** Received and kept, but something is failing: it will be worked on again and answered. */
  storedLater: string;
  /** The store has not said yet whether it was kept: if nothing comes, send it again. */
  notYetStored: string;
  /** Not kept: nothing happened, send it again. */
  notStored: string;
  /** Received, and not brought to an end: nothing more comes of it by itself; whether a part was done is not known here. */
  failed: string;
  /** An earlier answer may have been lost on its way. */
  mayBeLost: string;
}
