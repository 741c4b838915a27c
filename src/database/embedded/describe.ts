import { binaryParts, NOTHING, regexParts } from './bson-order.js';
import { bsonTypeOf, isDocument, toNumber } from './bson-values.js';

/** A value as MongoDB writes it in error messages: `{ u: "x", n: 1 }`. */
export const describe = (value: unknown): string => {
  if (value === undefined || value === null) return 'null';
  if (value === NOTHING) return 'undefined';
  if (typeof value === 'string') return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(describe).join(', ')} ]`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  switch (bsonTypeOf(value)) {
    case 'ObjectId':
      return `ObjectId('${String(value)}')`;
    case 'Double': {
      const number = toNumber(value);
      return Number.isInteger(number) ? number.toFixed(1) : String(number);
    }
    case 'Decimal128':
      return `Decimal128('${String(value)}')`;
    case 'Binary': {
      const { bytes, subtype } = binaryParts(value);
      return `BinData(${subtype}, ${bytes.toString('hex').toUpperCase()})`;
    }
    case 'BSONRegExp': {
      const { pattern, options } = regexParts(value);
      return `/${pattern}/${options}`;
    }
    case 'MinKey':
    case 'MaxKey':
      return bsonTypeOf(value)!;
  }
  if (!isDocument(value)) return String(value);
  const fields = Object.keys(value).map((key) => `${key}: ${describe(value[key])}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
};
