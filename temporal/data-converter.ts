import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { PayloadKey } from './codec.ts';
import { encryptingCodec } from './codec.ts';

const FAILURE_CONVERTER = fileURLToPath(new URL('failure-converter.ts', import.meta.url));

/** How API and workers write to Temporal and read from it; without keys, as the SDK does. */
export function dataConverter(keys: readonly PayloadKey[]): DataConverter {
  const [first, ...others] = keys;
  if (first === undefined) return {};
  return {
    payloadCodecs: [encryptingCodec([first, ...others])],
    failureConverterPath: FAILURE_CONVERTER,
  };
}
