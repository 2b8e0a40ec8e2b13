import { describe, expect, it } from 'vitest';
import { createNet } from '../../../net/net.ts';
import { openGenerators } from '../../../providers/generators/registry.ts';
import { parseVideoServers } from '../../../providers/generators/openai-videos/server-list.ts';
import { startProgram } from '../../simulators/program.ts';

const open = (list: string, settings: Record<string, string> = {}, allowHosts: string[] = []) =>
  openGenerators(
    parseVideoServers(list, (name) => settings[name]),
    { net: createNet({ allowHosts }) },
  );

describe('the list of servers', () => {
  it('reads names, addresses and the settings of each', () => {
    const settings = {
      PROMPTREEL_VIDEO_SERVER_GPU_2_KEY: 'k',
      PROMPTREEL_VIDEO_SERVER_GPU_2_FORMAT: 'json',
      PROMPTREEL_VIDEO_SERVER_GPU_2_MODEL: 'wan',
    };
    const list = 'local=http://127.0.0.1:1/v1, gpu-2=https://gpu.example/api/v1/';
    expect(parseVideoServers(list, (name) => (settings as Record<string, string>)[name])).toEqual([
      { name: 'local', baseUrl: 'http://127.0.0.1:1/v1', format: 'multipart' },
      {
        name: 'gpu-2',
        baseUrl: 'https://gpu.example/api/v1',
        format: 'json',
        apiKey: 'k',
        defaultModel: 'wan',
      },
    ]);
  });

  it.each([
    ['', 'names no server'],
    ['http://a.example/v1', 'expected name='],
    ['a b=http://a.example/v1', 'expected name='],
    ['a=a.example/v1', 'is no http(s) URL'],
    ['a=http://a.example', 'must end in /v1'],
    ['a=http://u:hunter2@a.example/v1', 'holds a password'],
    ['a=http://a.example/v1?key=hunter2', 'must not have a query'],
    ['a=http://a.example/v1,A=http://b.example/v1', 'twice'],
  ])('says what is wrong with "%s", and quotes no password', (list, words) => {
    expect(() => parseVideoServers(list, () => undefined)).toThrow(words);
    expect(() => parseVideoServers(list, () => undefined)).not.toThrow('hunter2');
  });
});

describe('the catalogue', () => {
  it('splits a model at the first slash', () => {
    const generators = open('a=http://a.example/v1,b=http://b.example/v1');
    expect(generators.names).toEqual(['a', 'b']);
    expect(generators.get('b/Wan-AI/Wan2.2')?.model).toMatchObject({
      provider: 'b',
      modelId: 'Wan-AI/Wan2.2',
    });
    for (const unknown of ['c/model', 'a', 'a/', '/model', '']) {
      expect(generators.get(unknown)).toBeUndefined();
    }
  });

  it("takes the first server's configured model, else the first that it lists, else its own", async () => {
    const setting = { PROMPTREEL_VIDEO_SERVER_A_MODEL: 'wan' };
    expect(await open('a=http://127.0.0.1:9/v1', setting).defaultModel()).toBe('a/wan');
    expect(await open('a=http://127.0.0.1:9/v1').defaultModel()).toBe('a/default');
    const program = await startProgram('hostile/main.ts');
    const list = `a=${program.url}/v1,b=http://127.0.0.1:9/v1`;
    expect(await open(list, {}, [new URL(program.url).host]).defaultModel()).toBe('a/good');
    await program.stop();
  });
});
