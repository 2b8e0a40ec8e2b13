import { expect, it } from 'vitest';
import type { Account } from '../../../domain/models/account.ts';
import { createNet } from '../../../net/net.ts';
import { openGenerators } from '../../../providers/generators/registry.ts';

const account = (name: string): Account => ({
  name,
  provider: 'videos',
  baseUrl: `http://${name}.example/v1`,
  format: 'json',
});
const open = (...names: string[]) =>
  openGenerators(names.map(account), { net: createNet({ allowHosts: [] }) });

it('finds the account before the first slash, whatever the model is called', () => {
  const generators = open('a', 'b');
  expect(generators.get('b/Wan-AI/Wan2.2')).toBeDefined();
  for (const unknown of ['c/model', 'a', 'a/', '/model', '']) {
    expect(generators.get(unknown)).toBeUndefined();
  }
});

it('needs at least one account, and each name once', () => {
  expect(() => open()).toThrow('No account');
  expect(() => open('a', 'a')).toThrow('same name');
});
