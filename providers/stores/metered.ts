import { crc32c } from '@node-rs/crc32';
import { Transform } from 'node:stream';
import { StoreError } from './store.ts';

/** CRC32C as the port writes it: eight lowercase hex digits. */
function hexCrc32c(value: number): string {
  return value.toString(16).padStart(8, '0');
}

export interface MeterOptions {
  maxBytes?: number | undefined;
  /** Checked before the end is passed on, so that whoever reads never sees a wrong body end well. */
  expect?: { bytes?: number | undefined; crc32c?: string | undefined };
}

export interface Meter {
  stream: Transform;
  bytes: () => number;
  crc32c: () => string;
}

/** Counts and checksums what passes. Fails with `too_large` or `checksum_mismatch`. */
export function meter({ maxBytes, expect = {} }: MeterOptions = {}): Meter {
  let bytes = 0;
  let checksum = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      bytes += chunk.byteLength;
      if (maxBytes !== undefined && bytes > maxBytes) {
        callback(new StoreError('too_large', `The body exceeds ${maxBytes} bytes`));
        return;
      }
      checksum = crc32c(chunk, checksum);
      callback(null, chunk);
    },
    flush(callback) {
      const wrongSize = expect.bytes !== undefined && expect.bytes !== bytes;
      const wrongSum = expect.crc32c !== undefined && expect.crc32c !== hexCrc32c(checksum);
      callback(
        wrongSize || wrongSum
          ? new StoreError('checksum_mismatch', `The ${bytes} bytes are not the expected ones`)
          : null,
      );
    },
  });
  return { stream, bytes: () => bytes, crc32c: () => hexCrc32c(checksum) };
}
