import { expect, it } from 'vitest';
import { CATALOGUE } from '../../../catalogue/catalogue.ts';
import type { Account } from '../../../domain/models/account.ts';
import { openCatalogue } from '../../../domain/models/catalogue.ts';

const account = (name: string, provider: string): Account => ({
  name,
  provider,
  baseUrl: 'http://a.example/v1',
  format: 'json',
});
const entry = openCatalogue(CATALOGUE, [account('mine', 'local'), account('gpu', 'videos')]);

it("finds a provider's row under whatever name its account has", () => {
  expect(entry('mine/painter')?.row.id).toBe('local/painter');
});

it('leaves a model open that only its own server knows', () => {
  expect(entry('gpu/painter')?.row).toMatchObject({ id: 'gpu/painter', frameRate: { step: null } });
  expect(entry('gpu/Wan-AI/Wan2.2')?.provider.name).toBe('videos');
});

it('knows nothing of a name of no account', () => {
  for (const name of ['local/painter', 'painter', 'mine/']) expect(entry(name)).toBeNull();
});
