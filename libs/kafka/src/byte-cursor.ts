/** Reads the numbers and byte strings of Kafka's protocol, one after the other. */
export class ByteCursor {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    this.at += 2;
    return this.#bytes.readInt16BE(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.#bytes.readInt32BE(this.at - 4);
  }

  int64(): number {
    this.at += 8;
    return this.int64At(this.at - 8);
  }

  /** Offsets and times are below 2^53. */
  int64At(at: number): number {
    return this.#bytes.readInt32BE(at) * 2 ** 32 + this.#bytes.readUInt32BE(at + 4);
  }

  /** So many bytes, not copied. */
  take(length: number): Buffer {
    const from = this.at;
    this.at += length;
    return this.#bytes.subarray(from, this.at);
  }

  /** Zigzag, 32 bits. */
  varint(): number {
    let byte = this.#bytes[this.at++] ?? 0;
    let result = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = this.#bytes[this.at++] ?? 0;
      result |= (byte & 127) << shift;
    }
    return (result >>> 1) ^ -(result & 1);
  }

  /** Zigzag, 64 bits; exact below 2^52. */
  varlong(): number {
    let byte = this.#bytes[this.at++] ?? 0;
    let result = byte & 127;
    for (let scale = 128; byte > 127; scale *= 128) {
      byte = this.#bytes[this.at++] ?? 0;
      result += (byte & 127) * scale;
    }
    return result % 2 === 0 ? result / 2 : -(result + 1) / 2;
  }

  /** Bytes behind their length; null where that is −1. Not copied. */
  sized(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.take(length);
  }
}
