import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Request } from 'express';
import { REQUEST_LIMITS } from '../../domain/video/request.ts';
import { invalid } from './field-errors.ts';
import { Problem } from './problem.ts';
import type { UploadedImage } from '../videos/uploaded-image.ts';
import { uploadedImage } from '../videos/uploaded-image.ts';

export interface FormBody {
  /** As a JSON body would have been. */
  fields: Record<string, unknown>;
  image: UploadedImage | null;
}

/** The same as for a JSON body, over all text fields together. */
const TEXT_BYTES = 1_048_576;
const MAX_FIELDS = 60;
/** Taken as they are; the value of any other field is read as JSON where it is JSON. */
const TEXTS = new Set(['prompt', 'negative_prompt', 'model', 'size', 'aspect_ratio', 'resolution']);

/**
 * A `multipart/form-data` request: the fields of the JSON body one by one, or all of them as JSON in
 * the field `request`, or both; and the file `image`.
 */
export async function readForm(req: Request): Promise<FormBody> {
  const texts: [name: string, value: string][] = [];
  const files: Promise<Buffer>[] = [];
  await receive(req, texts, files);
  // Entries, because an assignment to `__proto__` would be none, and the field dropped in silence.
  const entries = texts.flatMap(([name, value]): [string, unknown][] => {
    if (name === 'request') return Object.entries(wholeRequest(value));
    return [[name, TEXTS.has(name) ? value : jsonOrText(value)]];
  });
  const fields: Record<string, unknown> = Object.fromEntries(entries);
  const [bytes] = await Promise.all(files);
  return { fields, image: bytes === undefined ? null : checkedImage(bytes, fields) };
}

async function receive(
  req: Request,
  texts: [string, string][],
  files: Promise<Buffer>[],
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (detail: string) => reject(new Problem('malformed_form', detail));
  const parser = openParser(req);
  parser.on('field', (name, value, { valueTruncated }) => {
    texts.push([name, value]);
    const bytes = texts.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
    if (valueTruncated || bytes > TEXT_BYTES) reject(tooLarge('The fields may have 1 MB.'));
  });
  parser.on('file', (name, stream) => {
    if (name !== 'image') fail('Only the field image may be a file.');
    stream.once('limit', () => reject(tooLarge('An image may have at most 20 MB.')));
    files.push(collect(stream));
  });
  parser.on('filesLimit', () => fail('There may be one file, image.'));
  parser.on('fieldsLimit', () => fail('There are too many fields.'));
  parser.once('error', () => fail('The form is malformed or ended early.'));
  parser.once('close', resolve);
  req.once('aborted', () => fail('The form ended early.'));
  req.pipe(parser);
  try {
    await promise;
  } catch (error) {
    // The rest is read and dropped, so that the sender gets to see the answer.
    req.unpipe(parser);
    req.resume();
    throw error;
  }
}

function openParser(req: Request): ReturnType<typeof busboy> {
  // The parser calls a file too large once it has as many bytes as allowed.
  const fileSize = REQUEST_LIMITS.imageBytes + 1;
  const limits = { files: 1, fileSize, fields: MAX_FIELDS, fieldSize: TEXT_BYTES };
  try {
    return busboy({ headers: req.headers, limits, defParamCharset: 'utf8' });
  } catch (cause) {
    throw new Problem('malformed_form', 'The form names no boundary.', { cause });
  }
}

/** A file that is cut off with its form is reported once, by the form. */
async function collect(stream: Readable): Promise<Buffer> {
  try {
    return await buffer(stream);
  } catch {
    return Buffer.alloc(0);
  }
}

function wholeRequest(text: string): object {
  const value = jsonOrText(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Problem('malformed_json', 'The field request must be a JSON object.');
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function checkedImage(bytes: Buffer, fields: Record<string, unknown>): UploadedImage {
  const image = uploadedImage(bytes);
  const at = { pointer: '/image' };
  if (fields['image'] !== undefined) {
    throw invalid([{ ...at, rule: 'not', detail: 'Give a file or a URL, not both.' }]);
  }
  if (image !== null) return image;
  throw invalid([{ ...at, rule: 'contentMediaType', detail: 'Must be PNG, JPEG or WebP.' }]);
}

function tooLarge(detail: string): Problem {
  return new Problem('body_too_large', detail, { headers: { Connection: 'close' } });
}
