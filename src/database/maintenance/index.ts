/** Work on a store by who owns the machine: without the service, or beside it. */
export { Refused } from '../../kernel/errors.js';
export { backUp } from './backup.js';
export { type Checked, checkBackup, checkStore } from './check.js';
export { type Exported, exportCollections } from './export.js';
export { type Imported, importCollections, type Problem } from './import.js';
export type { Manifest, Tell } from './manifest.js';
export type { Place } from './place.js';
export { restore } from './restore.js';
export { type CollectionStats, readStats, type StoreStats } from './stats.js';
