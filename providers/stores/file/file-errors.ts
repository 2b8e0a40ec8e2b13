import { StoreError, type StoreErrorCode } from '../store.ts';

const CODES: Readonly<Record<string, StoreErrorCode>> = {
  ENOSPC: 'no_space',
  EDQUOT: 'no_space',
  EFBIG: 'too_large',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  EROFS: 'forbidden',
  // A part of the key is taken by an object, or the key by a folder: a bucket could hold both, a
  // directory cannot.
  ENOTDIR: 'invalid_key',
  EISDIR: 'invalid_key',
  ENAMETOOLONG: 'invalid_key',
};

const MESSAGES: Readonly<Record<StoreErrorCode, string>> = {
  no_space: 'The disk of the object store is full',
  too_large: 'The object is larger than the file system allows',
  forbidden: 'The object store may not be read or written by this user',
  invalid_key: 'The key cannot be kept in a directory, or is at once an object and a folder',
  unavailable: 'The object store cannot be read or written',
  precondition_failed: 'The object is not in the expected state',
  checksum_mismatch: 'The bytes are not the expected ones',
};

export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** For errors of the file system; our own pass through. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = CODES[errnoOf(error) ?? ''] ?? 'unavailable';
  return new StoreError(code, MESSAGES[code], { cause: error });
}
