/** Work on a store by who owns the machine: without the service, or beside it. */
export { Refused } from '../../kernel/errors.js';
export { backUp } from './backup.js';
export type { Manifest } from './manifest.js';
export type { Place } from './place.js';
export { type CollectionStats, readStats, type StoreStats } from './stats.js';
