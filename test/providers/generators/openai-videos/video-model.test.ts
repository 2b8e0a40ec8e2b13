import { experimental_startVideo as startVideo } from 'ai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SeenRequest } from '../../../../simulators/hostile/serve.ts';
import { type Program, startProgram } from '../../../simulators/program.ts';
import { intent, openServer, REQUEST, settle, signal } from '../contract.ts';

let program: Program;
beforeAll(async () => {
  program = await startProgram('hostile/main.ts');
});
afterAll(() => program.stop());

const server = (format: 'json' | 'multipart') => openServer(program.url, { format });

async function lastCreate(): Promise<SeenRequest | undefined> {
  const seen = (await (await fetch(`${program.url}/_requests`)).json()) as SeenRequest[];
  return seen.findLast(({ method }) => method === 'POST');
}

it('hands the SDK wishes on, leaves out what nobody asked for, and warns of what it cannot do', async () => {
  const { model } = server('json').generator('good');
  const started = await startVideo({
    model,
    prompt: 'a lake',
    aspectRatio: '16:9',
    duration: 1,
    providerOptions: { test: { guidance_scale: 7 } },
  });
  expect(started.warnings).toEqual([{ type: 'unsupported', feature: 'aspectRatio' }]);
  expect((await lastCreate())?.fields).toEqual({
    model: 'good',
    prompt: 'a lake',
    seconds: '1',
    guidance_scale: 7,
  });
});

it('does not buy again on its own when the answer is lost, though the SDK would', async () => {
  const { model } = server('json').generator('lost-answer');
  await expect(startVideo({ model, prompt: 'a lake', maxRetries: 2 })).rejects.toThrow();
  const seen = (await (await fetch(`${program.url}/_requests`)).json()) as SeenRequest[];
  expect(seen.filter(({ fields }) => fields?.['model'] === 'lost-answer')).toHaveLength(1);
});

it("tells the SDK a failure in words, with its kind in the model's own metadata", async () => {
  const generator = server('json').generator('fails-with-reason');
  const { operation } = await generator.submit(intent(), { signal: signal() });
  await settle(generator, operation);
  expect(await generator.model.doStatus?.({ operation })).toMatchObject({
    status: 'error',
    error: 'The generator refused the content: The clip was found indecent.',
    providerMetadata: { test: { code: 'generator_refused', kind: 'MODERATED_OUTPUT' } },
  });
});

it.each(['expired-link', 'early-content'])(
  'is pending for the SDK until "%s" has passed',
  async (model) => {
    const generator = server('json').generator(model);
    const { operation } = await generator.submit(intent(), { signal: signal() });
    await settle(generator, operation);
    const status = () => generator.model.doStatus?.({ operation });
    expect(await status()).toMatchObject({ status: 'pending' });
    await expect.poll(status).toMatchObject({ status: 'completed' });
  },
);

it.each(['json', 'multipart'] as const)(
  'sends a first frame by %s as bytes or as a link',
  async (format) => {
    const generator = server(format).generator('default');
    const send = async (image: Parameters<typeof withImage>[0]) => {
      await generator.submit(intent({ request: withImage(image) }), { signal: signal() });
      return lastCreate();
    };
    const bytes = await send({ bytes: Uint8Array.of(1, 2, 3), mediaType: 'image/png' });
    // The choice of a model was the server's, so the field is left out.
    expect(bytes?.fields).not.toHaveProperty('model');
    if (format === 'multipart') expect(bytes?.imageBytes).toBe(3);
    else {
      expect(bytes?.fields?.['input_reference']).toEqual({
        image_url: 'data:image/png;base64,AQID',
      });
    }
    const link = { image_url: 'https://a.example/1.png' };
    const linked = await send({ url: link.image_url });
    expect(linked?.fields).toMatchObject(
      format === 'json' ? { input_reference: link } : { image_reference: JSON.stringify(link) },
    );
  },
);

function withImage(image: NonNullable<typeof REQUEST.image>) {
  return { ...REQUEST, image };
}
