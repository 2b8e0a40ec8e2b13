import type { VideoId } from './ids.ts';

/**
 * Where everything of a video is kept. Every key begins with the tenant and the video, so that a
 * tenant can be erased or billed by prefix. The exceptions are at the end.
 */
export const videoPrefix = (tenant: string, video: VideoId): string => `${tenant}/${video}/`;

export const recordKey = (tenant: string, video: VideoId): string =>
  `${tenant}/${video}/record.json`;

/** Outlives the video: whoever finds it writes nothing more. */
export const tombstoneKey = (tenant: string, video: VideoId): string =>
  `${tenant}/${video}/tombstone.json`;

export const inputImageKey = (tenant: string, video: VideoId): string =>
  `${tenant}/${video}/input/image`;

export const purchaseKey = (tenant: string, video: VideoId, take: number): string =>
  `${tenant}/${video}/takes/${take}/purchase.json`;

/** What judges measured of the take. */
export const evidenceKey = (tenant: string, video: VideoId, take: number): string =>
  `${tenant}/${video}/takes/${take}/evidence.json`;

/** The take that a purchase's key is about; null for any other key. */
export function purchasedTake(key: string): number | null {
  const take = /\/takes\/(\d+)\/purchase\.json$/.exec(key)?.[1];
  return take === undefined ? null : Number(take);
}

export const takeKey = (
  tenant: string,
  video: VideoId,
  take: number,
  container: 'mp4' | 'webm',
): string => `${tenant}/${video}/takes/${take}/take.${container}`;

/** Of the take that was picked; another one, picked after an operator's reset, has its own. */
export const masterKey = (
  tenant: string,
  video: VideoId,
  take: number,
  container: 'mp4' | 'webm',
): string => `${tenant}/${video}/master/take-${take}.${container}`;

export const hlsPrefix = (tenant: string, video: VideoId): string => `${tenant}/${video}/hls/`;

export const hlsVersionPrefix = (tenant: string, video: VideoId, version: number): string =>
  `${tenant}/${video}/hls/v${version}/`;

/** The one stable name of a published video; writing it is what makes a version visible. */
export const hlsMasterKey = (tenant: string, video: VideoId): string =>
  `${tenant}/${video}/hls/master.m3u8`;

/** `digest` is the SHA-256 of the Idempotency-Key in hex. */
export const idempotencyKey = (tenant: string, digest: string): string =>
  `${tenant}/keys/${digest}`;

/** Of what is listed: its lists, and flat beside them the entries of releases before these lists. */
export const indexPrefix = (tenant: string): string => `${tenant}/index/`;

/**
 * Where a video stands in every list, newest first in key order: its time, inverted at 13 digits of
 * milliseconds, and its id.
 */
export function listPlace(video: VideoId, createdAt: string): string {
  const inverted = 9_999_999_999_999 - Date.parse(createdAt);
  return `${inverted.toString().padStart(13, '0')}-${video}`;
}

export const listPrefix = (tenant: string, list: string): string => `${tenant}/index/v2/${list}/`;

/**
 * Folders of some 28 hours (10⁸ ms), and in them of some 17 minutes: a folder stays small when many
 * come at once, and few are walked through when hardly any come.
 */
export const listKey = (tenant: string, list: string, place: string): string =>
  `${listPrefix(tenant, list)}${place.slice(0, 5)}/${place.slice(5, 7)}/${place}`;

/** What the signatures of a tenant's lists are made with. */
export const listSaltKey = (tenant: string): string => `${tenant}/index/v2/salt.json`;

/** As releases before version 2 of the lists wrote their entries. */
export const oldIndexKey = (tenant: string, place: string): string => `${tenant}/index/${place}`;

/** Whose video it is: viewers know the id alone. Folders by the id's end, which is random. */
export const whereKey = (video: VideoId): string => `_system/where/${video.slice(-2)}/${video}`;

/**
 * Which purchase a provider's job belongs to, across all tenants of this installation: two videos
 * that look the same must never share one job. `_system` can never be a tenant's name.
 */
export const claimKey = (digest: string): string => `_system/claims/${digest}`;

/**
 * What became of a purchase whose video was deleted: what a bill is compared with once the purchase
 * itself is gone. `digest` is the SHA-256 of its reference in hex.
 */
export const settledKey = (digest: string): string => `_system/settled/${digest}`;

export const TENANT_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** In every version's tree: what the stable master is to say once that version is the one to play. */
export const STABLE_MASTER = 'stable.m3u8';
