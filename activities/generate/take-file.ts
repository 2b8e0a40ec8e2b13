import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { takeKey } from '../../domain/keys.ts';
import type { TakeRef } from '../../domain/refs.ts';
import type { Container } from '../../domain/renditions/media.ts';
import { SNIFF_BYTES, sniffContainer } from '../../media/source/container.ts';
import { NetError } from '../../net/net-error.ts';
import type { ObjectHead, ObjectStore } from '../../providers/stores/store.ts';
import { StoreError } from '../../providers/stores/store.ts';
import type { KeptTake } from '../contract.ts';

const CONTAINERS: Container[] = ['mp4', 'webm'];
const CONTENT_TYPES: Record<Container, string> = { mp4: 'video/mp4', webm: 'video/webm' };

/** The bytes begin like no video that we read: a page, a playlist, or nothing at all. */
export class NoVideo extends Error {
  override name = 'NoVideo';
  readonly isEmpty: boolean;
  constructor(isEmpty: boolean) {
    super(isEmpty ? 'The file is empty' : 'The file begins like no MP4 or WebM video');
    this.isEmpty = isEmpty;
  }
}

/** What an earlier attempt has kept. */
export async function keptTake(store: ObjectStore, take: TakeRef): Promise<KeptTake | null> {
  for (const container of CONTAINERS) {
    const head = await store.head(keyOf(take, container));
    if (head !== null) return kept(head, container);
  }
  return null;
}

/**
 * Streams a take into our own store: create-only, checksummed, never held whole. What it is, its first
 * bytes say; names and types that a server gives it count for nothing.
 *
 * @throws NoVideo, the body's own NetError, or StoreError
 */
export async function writeTake(
  store: ObjectStore,
  take: TakeRef,
  body: Readable,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<KeptTake> {
  const first = await firstBytes(body);
  const container = sniffContainer(first);
  if (container === null) {
    body.destroy();
    throw new NoVideo(first.length === 0);
  }
  const whole = new PassThrough();
  whole.write(first);
  const key = keyOf(take, container);
  const contentType = CONTENT_TYPES[container];
  const writing = store.put(key, whole, { contentType, if: 'absent', maxBytes, signal });
  // Both ends report a broken stream; the source's reason is the true one.
  const [fed, written] = await Promise.allSettled([pipeline(body, whole, { signal }), writing]);
  if (written.status === 'fulfilled') return kept(written.value, container);
  const reason: unknown = written.reason;
  if (reason instanceof StoreError && reason.code === 'precondition_failed') {
    // Another attempt, thought dead, was faster.
    const head = await store.head(key);
    if (head !== null) return kept(head, container);
  }
  const isStores = reason instanceof StoreError && reason.code === 'too_large';
  throw !isStores && fed.status === 'rejected' && fed.reason instanceof NetError
    ? fed.reason
    : reason;
}

/** Up to {@link SNIFF_BYTES}, put back by the caller. Fewer only when the body is shorter. */
async function firstBytes(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size >= SNIFF_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function keyOf({ tenant, video, take }: TakeRef, container: Container): string {
  return takeKey(tenant, video, take, container);
}

function kept({ key, bytes, crc32c }: ObjectHead, container: Container): KeptTake {
  return { key, container, stored: { bytes, crc32c } };
}
