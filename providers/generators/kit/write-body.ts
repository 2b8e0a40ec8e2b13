import type { SentImage } from '../generator.ts';

export interface WrittenBody {
  contentType: string;
  body: string | Uint8Array;
}

/** Null and undefined fields are left out. */
type Values = Record<string, unknown>;

export function writeJson(values: Values): WrittenBody {
  return { contentType: 'application/json', body: JSON.stringify(withoutEmpty(values)) };
}

/** What is no text goes as JSON. */
export async function writeForm(
  values: Values,
  files: Record<string, { bytes: Uint8Array; mediaType: string } | null>,
): Promise<WrittenBody> {
  const form = new FormData();
  for (const [name, value] of Object.entries(withoutEmpty(values))) {
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  for (const [name, file] of Object.entries(files)) {
    if (file === null) continue;
    const { bytes, mediaType } = file;
    const blob = new Blob([new Uint8Array(bytes)], { type: mediaType });
    form.set(name, blob, `image.${mediaType.split('/')[1] ?? 'bin'}`);
  }
  // Response knows how to write a form, boundary included.
  const encoded = new Response(form);
  return {
    contentType: encoded.headers.get('content-type') ?? 'multipart/form-data',
    body: await encoded.bytes(),
  };
}

/** A link as it is, bytes as a `data:` URL. */
export function imageLink(image: SentImage): string {
  if ('url' in image) return image.url;
  return `data:${image.mediaType};base64,${Buffer.from(image.bytes).toString('base64')}`;
}

function withoutEmpty(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  );
}
