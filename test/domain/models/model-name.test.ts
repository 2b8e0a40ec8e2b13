import { expect, it } from 'vitest';
import { parseModelName } from '../../../domain/models/model-name.ts';

it('splits at the first slash: models have slashes of their own', () => {
  expect(parseModelName('gpu/Wan-AI/Wan2.2')).toEqual({ account: 'gpu', model: 'Wan-AI/Wan2.2' });
});

it.each(['gpu', 'gpu/', '/model', '/', ''])('takes "%s" for no name of a model', (name) => {
  expect(parseModelName(name)).toBeNull();
});
