import type { Day } from '../../kernel/dates.js';
import type { Point } from '../../kernel/geo.js';
import type { OpenState } from '../../kernel/opening.js';

export type { OpeningHours, OpenState } from '../../kernel/opening.js';

/** The hours of one day; none: closed. `unknown`: not read, or a holiday that the hours are silent about. */
export type DayHours =
  | { kind: 'known'; spans: readonly { from: string; to: string }[] }
  | { kind: 'unknown'; holiday: boolean };

/** A place where residents are served in person; the point is in GCJ-02, as map applications in China show it. */
export interface Outlet extends Point {
  name: string;
  address: string;
  /** In words, as it hangs on the door. */
  hours: string;
  /** Names of the estates and streets that this one is the nearest for. */
  serves: readonly string[];
}

export interface NearOutlet {
  outlet: Outlet;
  /** As the crow flies. */
  metres: number;
}

/** What an import changes, by name. */
export interface OutletImport {
  imported: number;
  added: readonly string[];
  changed: readonly string[];
  removed: readonly string[];
}

export interface Outlets {
  /** Nearest first. */
  nearest(point: Point, most: number): Promise<readonly NearOutlet[]>;
  /** Those named after a place; if none is, those that stand there or serve it. */
  at(place: string): Promise<readonly Outlet[]>;
  /** In the order of the import. */
  all(): Promise<readonly Outlet[]>;
  /** @throws Refused outlet_unknown */
  get(name: string): Promise<Outlet>;
  /** Adds an outlet behind the others, or replaces the one of that name. */
  put(outlet: Outlet): Promise<{ outlet: Outlet; added: boolean }>;
  /** @throws Refused outlet_unknown */
  remove(name: string): Promise<void>;
  /** Whether an outlet is open. */
  stateAt(outlet: Outlet, at: Date): OpenState;
  hoursOn(outlet: Outlet, day: Day): DayHours;
  /**
   * What is imported is all there is from then on, in its order: one that closed is no longer told. `dryRun` only says what would be.
   * @throws Refused bad_input (a name twice)
   */
  importOutlets(outlets: readonly Outlet[], options?: { dryRun?: boolean }): Promise<OutletImport>;
}
