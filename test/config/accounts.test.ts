import { describe, expect, it } from 'vitest';
import { readAccounts } from '../../config/accounts.ts';

describe('the list of servers', () => {
  it('reads names, addresses and the settings of each', () => {
    const settings: Record<string, string> = {
      PROMPTREEL_VIDEO_SERVER_GPU_2_KEY: 'k',
      PROMPTREEL_VIDEO_SERVER_GPU_2_FORMAT: 'json',
      PROMPTREEL_VIDEO_SERVER_GPU_2_MODEL: 'wan',
    };
    const list = 'local=http://127.0.0.1:1/v1, gpu-2=https://gpu.example/api/v1/';
    expect(readAccounts(list, (name) => settings[name])).toEqual([
      { name: 'local', provider: 'local', baseUrl: 'http://127.0.0.1:1/v1', format: 'multipart' },
      {
        name: 'gpu-2',
        provider: 'videos',
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
    expect(() => readAccounts(list, () => undefined)).toThrow(words);
    expect(() => readAccounts(list, () => undefined)).not.toThrow('hunter2');
  });
});
