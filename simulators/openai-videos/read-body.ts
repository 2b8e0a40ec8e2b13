import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import { ApiError } from './api-error.ts';

/** Room for a large photograph; anything more is a mistake. */
const MAX_IMAGE_BYTES = 20 * 1024 * 1024;
const MAX_FIELD_BYTES = 64 * 1024;
/** Base64 makes an image a third larger, and the fields come on top. */
const MAX_JSON_BYTES = 30 * 1024 * 1024;

export interface UploadedImage {
  bytes: Buffer;
  mediaType: string;
}

export interface CreateBody {
  /** Values as they came: strings from a form, anything from JSON. */
  fields: Record<string, unknown>;
  image: UploadedImage | null;
}

/** Reads a create as JSON or as a multipart form. The form's one file is `input_reference`. */
export async function readCreateBody(request: IncomingMessage): Promise<CreateBody> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'multipart/form-data') return readForm(request);
  if (type === 'application/json') return { fields: await readJson(request), image: null };
  throw new ApiError(
    415,
    'unsupported_media_type',
    'Send application/json or multipart/form-data.',
  );
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = (await readWhole(request)).toString('utf8');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new ApiError(400, 'invalid_json', 'The body is not valid JSON.', { cause });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiError(400, 'invalid_json', 'The body must be a JSON object.');
  }
  return { ...body };
}

function readWhole(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // Too much is read on and dropped: cutting the connection would cut off the answer as well.
      if (size > MAX_JSON_BYTES) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function readForm(request: IncomingMessage): Promise<CreateBody> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, unknown> = {};
    let image: UploadedImage | null = null;
    const fail = (cause: unknown) => {
      // What is left of the upload is read and dropped, else the answer could not be sent.
      request.unpipe(form);
      request.resume();
      const message = 'The form is malformed.';
      reject(
        cause instanceof ApiError ? cause : new ApiError(400, 'invalid_form', message, { cause }),
      );
    };
    const form = busboy({
      headers: request.headers,
      limits: { files: 1, fileSize: MAX_IMAGE_BYTES, fieldSize: MAX_FIELD_BYTES, fields: 50 },
    });
    form.on('field', (name, value, info) => {
      if (info.valueTruncated) fail(tooLarge());
      fields[name] = value;
    });
    form.on('file', (name, stream, info) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => fail(tooLarge()));
      stream.on('end', () => {
        if (name === 'input_reference') {
          image = { bytes: Buffer.concat(chunks), mediaType: info.mimeType };
        } else fields[name] = info.filename;
      });
    });
    form.on('error', fail);
    form.on('close', () => resolve({ fields, image }));
    request.on('error', fail);
    request.pipe(form);
  });
}

function tooLarge(): ApiError {
  return new ApiError(413, 'request_too_large', 'The request is too large.');
}
