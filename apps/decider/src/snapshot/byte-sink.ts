/** Bytes that grow as they are written. */
export class ByteSink {
  private bytes = Buffer.allocUnsafe(64 * 1_024);
  private end = 0;

  /** What was written; valid until the next `reset`. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.end);
  }

  reset(): void {
    this.end = 0;
  }

  byte(value: number): void {
    const at = this.room(1);
    this.bytes[at] = value;
  }

  uint(value: number): void {
    const at = this.room(4);
    this.bytes.writeUInt32LE(value, at);
  }

  number(value: number): void {
    const at = this.room(8);
    this.bytes.writeDoubleLE(value, at);
  }

  /** Text with its length in bytes before it. */
  text(value: string): void {
    const length = Buffer.byteLength(value);
    this.uint(length);
    const at = this.room(length);
    this.bytes.write(value, at, 'utf8');
  }

  /** Room for so many bytes; returns where it begins. `at` is valid until the next call. */
  take(length: number): Buffer {
    const from = this.room(length);
    return this.bytes.subarray(from, from + length);
  }

  /** Where they begin. `this.bytes` is another one after it: never name it in one expression before. */
  private room(length: number): number {
    const from = this.end;
    this.end += length;
    if (this.end > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.end, 2 * this.bytes.length));
      this.bytes.copy(grown, 0, 0, from);
      this.bytes = grown;
    }
    return from;
  }
}

/** Reads what a `ByteSink` wrote. */
export class ByteSource {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  byte(): number {
    return this.bytes.readUInt8(this.at++);
  }

  uint(): number {
    this.at += 4;
    return this.bytes.readUInt32LE(this.at - 4);
  }

  number(): number {
    this.at += 8;
    return this.bytes.readDoubleLE(this.at - 8);
  }

  text(): string {
    const length = this.uint();
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }

  take(length: number): Buffer {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}
