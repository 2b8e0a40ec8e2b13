import { readOptions, USAGE } from './options.ts';
import { render } from '../painter/render.ts';
import { serve } from './serve.ts';

/**
 * The local model server: a small program of its own that speaks the OpenAI-style `/v1/videos`
 * protocol and paints a clip from the prompt. It is a procedural painter, not a neural model.
 * Prints one JSON line when it listens; ends cleanly on SIGTERM and SIGINT.
 */
async function main(): Promise<void> {
  const server = await serve(readOptions(process.argv.slice(2)), render);
  console.log(JSON.stringify({ listening: server.url }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
  console.error(`usage: ${USAGE}`);
  process.exit(1);
}

main().catch(fail);
