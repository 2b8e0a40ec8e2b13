import type { CreateFields } from './create-fields.ts';
import type { ServerConfig } from './server-config.ts';

export interface CreateBody {
  contentType: string;
  body: string | Uint8Array;
}

export async function writeCreateBody(
  format: ServerConfig['format'],
  fields: CreateFields,
): Promise<CreateBody> {
  return format === 'json' ? writeJson(fields) : writeForm(fields);
}

function writeJson({ values, image }: CreateFields): CreateBody {
  const reference = image && { image_url: 'url' in image ? image.url : dataUrl(image) };
  const body = JSON.stringify({
    ...withoutEmpty(values),
    ...(reference && { input_reference: reference }),
  });
  return { contentType: 'application/json', body };
}

async function writeForm({ values, image }: CreateFields): Promise<CreateBody> {
  const form = new FormData();
  for (const [name, value] of Object.entries(withoutEmpty(values))) {
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  if (image && 'url' in image) {
    // vLLM-Omni's spelling for an image that it is to fetch itself.
    form.set('image_reference', JSON.stringify({ image_url: image.url }));
  } else if (image) {
    const extension = image.mediaType.split('/')[1] ?? 'bin';
    const blob = new Blob([new Uint8Array(image.bytes)], { type: image.mediaType });
    form.set('input_reference', blob, `image.${extension}`);
  }
  // Response knows how to write a form, boundary included.
  const encoded = new Response(form);
  return {
    contentType: encoded.headers.get('content-type') ?? 'multipart/form-data',
    body: await encoded.bytes(),
  };
}

function withoutEmpty(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  );
}

function dataUrl(image: { bytes: Uint8Array; mediaType: string }): string {
  return `data:${image.mediaType};base64,${Buffer.from(image.bytes).toString('base64')}`;
}
