import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload as PayloadShape, PayloadCodec } from '@temporalio/common';
import { ValueError } from '@temporalio/common';
import proto from '@temporalio/proto';

/** One of `PROMPTREEL_PAYLOAD_KEYS`: AES-256, known by its id. */
export interface PayloadKey {
  id: string;
  key: Uint8Array;
}

const { Payload } = proto.temporal.api.common.v1;

/** As in Temporal's own samples, so that tools tell what they see. */
const ENCRYPTED = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';

/** NIST SP 800-38D: 96 random bits, and the whole tag. */
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what goes to Temporal with the first key, and reads what any of them encrypted. A payload
 * that is not encrypted is from before there were keys and passes as it is.
 */
export function encryptingCodec(keys: readonly [PayloadKey, ...PayloadKey[]]): PayloadCodec {
  return {
    encode: async (payloads) => payloads.map((payload) => encrypt(payload, keys[0])),
    decode: async (payloads) => payloads.map((payload) => decrypt(payload, keys)),
  };
}

/** The whole payload: its metadata tells types and may hold more. */
function encrypt(payload: PayloadShape, { id, key }: PayloadKey): PayloadShape {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv);
  const plain = Payload.encode(payload).finish();
  const data = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { metadata: { encoding: Buffer.from(ENCRYPTED), [KEY_ID]: Buffer.from(id) }, data };
}

function decrypt(payload: PayloadShape, keys: readonly PayloadKey[]): PayloadShape {
  if (metadataOf(payload, 'encoding') !== ENCRYPTED) return payload;
  const id = metadataOf(payload, KEY_ID);
  const found = keys.find((each) => each.id === id);
  if (found === undefined) {
    throw new ValueError(
      `A payload in Temporal is encrypted with the key "${id}", which PROMPTREEL_PAYLOAD_KEYS does not hold.`,
    );
  }
  const data = Buffer.from(payload.data ?? []);
  try {
    const decipher = createDecipheriv(ALGORITHM, found.key, data.subarray(0, IV_BYTES));
    decipher.setAuthTag(data.subarray(-TAG_BYTES));
    const plain = [decipher.update(data.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()];
    return Payload.decode(Buffer.concat(plain));
  } catch (cause) {
    throw new ValueError(
      `A payload in Temporal cannot be decrypted: the key "${id}" of PROMPTREEL_PAYLOAD_KEYS is not the one that it was encrypted with.`,
      cause,
    );
  }
}

function metadataOf({ metadata }: PayloadShape, name: string): string {
  return Buffer.from(metadata?.[name] ?? []).toString();
}
