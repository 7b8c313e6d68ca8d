/** Eight tables of 256: one step of the loop below takes eight bytes. */
const table = crcTable();

function crcTable(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    made[byte] = crc;
  }
  for (let slice = 1; slice < 8; slice++)
    for (let byte = 0; byte < 256; byte++) {
      const before = at(made, (slice - 1) * 256 + byte);
      made[slice * 256 + byte] = (before >>> 8) ^ at(made, before & 255);
    }
  return made;
}

/** An element that the caller knows to exist. `?? 0` costs nothing once compiled. */
function at(array: Int32Array | Uint8Array, index: number): number {
  return array[index] ?? 0;
}

/**
 * CRC-32C (Castagnoli) of the bytes from `from` up to `to`: the checksum of Kafka's record batches
 * and of the input positions in the log. An unsigned 32-bit integer.
 */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = -1;
  let i = from;
  for (; i + 8 <= to; i += 8) {
    const low =
      crc ^
      (at(bytes, i) |
        (at(bytes, i + 1) << 8) |
        (at(bytes, i + 2) << 16) |
        (at(bytes, i + 3) << 24));
    crc =
      at(table, 1792 + (low & 255)) ^
      at(table, 1536 + ((low >>> 8) & 255)) ^
      at(table, 1280 + ((low >>> 16) & 255)) ^
      at(table, 1024 + (low >>> 24)) ^
      at(table, 768 + at(bytes, i + 4)) ^
      at(table, 512 + at(bytes, i + 5)) ^
      at(table, 256 + at(bytes, i + 6)) ^
      at(table, at(bytes, i + 7));
  }
  for (; i < to; i++) crc = at(table, (crc ^ at(bytes, i)) & 255) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}
