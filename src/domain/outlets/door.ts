import type { Point } from '../../kernel/geo.js';

/** A place where residents are served in person. */
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

export interface Outlets {
  /** Nearest first. */
  nearest(point: Point, most: number): Promise<readonly NearOutlet[]>;
  /** Those named after a place; if none is, those that stand there or serve it. */
  at(place: string): Promise<readonly Outlet[]>;
  /** In the order of the import. */
  all(): Promise<readonly Outlet[]>;
  /** What is imported is all there is from then on: one that closed is no longer told. */
  importOutlets(outlets: readonly Outlet[]): Promise<{ imported: number }>;
}
