/** Room that keys are written into, one behind the other; a key that is held holds all of it. */
const ROOM = 16 * 1024;

/** Up to so many characters, writing them one by one is faster than having it done. */
const SHORT = 64;

/** Writes one key after the other, each the bytes between `begin` and `take`. */
export class KeyWriter {
  private buffer = Buffer.allocUnsafe(ROOM);
  private start = 0;
  private end = 0;

  /** Bytes of the key so far. */
  get length(): number {
    return this.end - this.start;
  }

  begin(): void {
    this.end = this.start;
  }

  /** The key; what is written next is another one. */
  take(): Buffer {
    const key = this.buffer.subarray(this.start, this.end);
    if (this.buffer.length === ROOM) {
      this.start = this.end;
      return key;
    }
    // room that grew for one long value is not held by it, nor by the keys to come
    [this.buffer, this.start, this.end] = [Buffer.allocUnsafe(ROOM), 0, 0];
    return Buffer.from(key);
  }

  private room(bytes: number): void {
    if (this.end + bytes <= this.buffer.length) return;
    const fresh = Buffer.allocUnsafe(Math.max(ROOM, 2 * (this.length + bytes)));
    this.buffer.copy(fresh, 0, this.start, this.end);
    [this.buffer, this.start, this.end] = [fresh, 0, this.length];
  }

  byte(value: number): void {
    this.room(1);
    this.buffer[this.end++] = value;
  }

  raw(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.buffer.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** UTF-8 with 00 written as 00 FF, ended by 00 01: a prefix sorts before its extensions. */
  text(value: string): void {
    this.room(value.length * 3 + 2);
    if (value.includes('\0')) {
      for (const byte of Buffer.from(value)) {
        this.byte(byte);
        if (byte === 0) this.byte(0xff);
      }
    } else if (!this.plain(value)) this.end += this.buffer.write(value, this.end);
    this.byte(0);
    this.byte(1);
  }

  /** Writes a short text of a byte a character, in room that is there. @returns false for others: nothing is written then */
  private plain(value: string): boolean {
    if (value.length > SHORT) return false;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) return false;
      this.buffer[this.end + i] = unit;
    }
    this.end += value.length;
    return true;
  }

  uint32(value: number): void {
    this.room(4);
    this.end = this.buffer.writeUInt32BE(value, this.end);
  }

  uint64(value: bigint): void {
    this.room(8);
    this.end = this.buffer.writeBigUInt64BE(BigInt.asUintN(64, value), this.end);
  }

  /** Milliseconds as a signed 64-bit number, the sign turned so that it sorts. */
  date(ms: number): void {
    this.uint32((Math.floor(ms / 2 ** 32) ^ 0x80000000) >>> 0);
    this.uint32(ms >>> 0);
  }

  /** Sorts as the number does. */
  double(value: number): void {
    this.room(8);
    const at = this.end;
    this.end = this.buffer.writeDoubleBE(value, at);
    if (this.buffer[at]! & 0x80) this.invert(this.length - 8);
    else this.buffer[at]! |= 0x80;
  }

  /** The bytes from there on, counted in the key, sort the other way round. */
  invert(from: number): void {
    for (let i = this.start + from; i < this.end; i++) this.buffer[i]! ^= 0xff;
  }

  /** A view of the key from there on. */
  bytesFrom(from: number): Uint8Array {
    return this.buffer.subarray(this.start + from, this.end);
  }

  cutTo(length: number): void {
    this.end = this.start + length;
  }
}
