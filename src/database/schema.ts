import { type Connection, type Model, Schema, type SchemaDefinition, type SchemaOptions } from 'mongoose';

/** How every collection is kept: no hidden version key, unknown fields refused, empty objects kept. */
const options = {
  versionKey: false,
  minimize: false,
  strict: 'throw',
  autoCreate: true,
} as const satisfies SchemaOptions;

/** A schema of plain rows; stores read them with `.lean()`. */
export const rowSchema = <Row>(definition: SchemaDefinition, collection: string): Schema<Row> =>
  new Schema(definition, { ...options, collection }) as unknown as Schema<Row>;

/** The model of one collection on one connection; asking twice gives the same. */
export const modelOf = <Row>(db: Connection, name: string, schema: Schema<Row>): Model<Row> =>
  (db.models[name] as Model<Row> | undefined) ?? (db.model(name, schema as Schema) as unknown as Model<Row>);

/** True when a write was refused because its unique key is taken. */
export const isDuplicateKey = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as { code?: unknown }).code === 11000;

/** @returns true when it was written, false when its unique key is taken; what else goes wrong is thrown */
export const unlessTaken = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
};
