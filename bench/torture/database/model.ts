import type { Chance } from '../chance.js';
import { makeRow, type Row, sameRow } from './rows.js';

/** What one command leaves behind, in no order: rows as they are then, and ids of rows that are gone. */
export interface Change {
  puts: readonly Row[];
  gone: readonly string[];
}

/** The ids of all rows that these change. */
export const touchedBy = (steps: readonly Change[]): string[] =>
  steps.flatMap(({ puts, gone }) => [...puts.map(({ _id }) => _id), ...gone]);

/** What one writer knows of its own rows: nobody else writes them, so what was acknowledged is exactly what must be there. */
export class Model {
  readonly rows = new Map<string, Row>();
  private ids: string[] = [];
  private serial = 0;

  constructor(
    readonly owner: number,
    private readonly groups: number,
    private readonly chance: Chance,
  ) {}

  /** A row that is nowhere yet; each call gives another. */
  fresh(): Row {
    this.serial += 1;
    return makeRow(this.owner, this.serial, this.groups, this.chance);
  }

  /** One of the rows. @throws Error when there is none */
  any(): Row {
    for (;;) {
      if (this.ids.length === 0) throw new Error(`writer ${this.owner} has no rows left`);
      const at = this.chance.below(this.ids.length);
      const row = this.rows.get(this.ids[at] ?? '');
      if (row) return row;
      // a row that is gone: its place is taken by the last
      const last = this.ids.pop();
      if (last !== undefined && at < this.ids.length) this.ids[at] = last;
    }
  }

  group(group: number): Row[] {
    return [...this.rows.values()].filter((row) => row.group === group);
  }

  apply({ puts, gone }: Change): void {
    for (const row of puts) {
      if (!this.rows.has(row._id)) this.ids.push(row._id);
      this.rows.set(row._id, row);
    }
    for (const id of gone) this.rows.delete(id);
  }

  /**
   * Settles a write whose answer never came by what was found.
   * @param steps what its commands leave behind one after the other
   * @returns how many of them were done; undefined when one is there by half, or more was changed
   */
  settle(steps: readonly Change[], found: ReadonlyMap<string, Row>): number | undefined {
    const fits = (): boolean => touchedBy(steps).every((id) => sameRow(this.rows.get(id), found.get(id)));
    for (const [done, step] of steps.entries()) {
      if (fits()) return done;
      this.apply(step);
    }
    return fits() ? steps.length : undefined;
  }
}
