/** MongoDB's error codes that this store answers with. */
export const codes = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  Overflow: 15,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  InvalidPath: 30,
  FileStreamFailed: 39,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  ExceededMemoryLimit: 146,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  ConversionFailure: 241,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
} as const;

/** MongoDB’s name of an error code; many of its refusals have a number only. */
export type CodeName = keyof typeof codes | `Location${number}`;

/** A command (or one write of it) that is refused; becomes MongoDB's error reply. `extra` goes into that reply. */
export class MongoFailure extends Error {
  override readonly name = 'MongoFailure';
  readonly code: number;
  constructor(
    readonly codeName: CodeName,
    message: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.code = codeName in codes ? codes[codeName as keyof typeof codes] : Number(codeName.slice('Location'.length));
  }
}

/** @throws MongoFailure always; usable as an expression */
export const fail = (codeName: CodeName, message: string, extra?: Record<string, unknown>): never => {
  throw new MongoFailure(codeName, message, extra);
};
