import { Writable } from 'node:stream';

export interface Spill {
  stream: Writable;
  /** The whole body, when it stayed within the limit; null when it went to the upload. */
  held: () => Buffer | null;
}

/**
 * Holds a small body in memory, and opens an upload as soon as it turns out not to be small. The sizes
 * of what we are given are not known beforehand, and a resumable upload costs two requests more.
 */
export function spill(limit: number, openUpload: () => Writable): Spill {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let upload: Writable | undefined;
  const stream = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      if (upload) {
        upload.write(chunk, callback);
        return;
      }
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes <= limit) {
        callback();
        return;
      }
      upload = openUpload();
      upload.on('error', (error) => stream.destroy(error));
      upload.write(Buffer.concat(chunks.splice(0)), callback);
    },
    final(callback) {
      if (upload) upload.end(() => callback());
      else callback();
    },
    destroy(error, callback) {
      // Before its end was announced, so that the server never takes what it has for the whole.
      if (error) upload?.destroy(error);
      callback(error);
    },
  });
  return { stream, held: () => (upload ? null : Buffer.concat(chunks)) };
}
