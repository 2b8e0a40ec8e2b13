import { expect, it } from 'vitest';
import { cleanProse, withReason } from '../../../../providers/generators/kit/foreign-prose.ts';

it('takes prompts, keys, links and encoded bytes out of what a generator says', () => {
  const said =
    'Prompt "my secret scene" with key sk-1 failed,\n\n see https://x.example/a?sig=1 ' +
    `or data:image/png;base64,AAAA or ${'A1'.repeat(30)}.`;
  expect(cleanProse(said, ['my secret scene', 'sk-1', undefined])).toBe(
    'Prompt "[…]" with key […] failed, see [link] or [data] or […].',
  );
});

it('cuts a long speech short, and takes what is no text for nothing', () => {
  expect(cleanProse('word '.repeat(1000))).toHaveLength(200);
  expect(cleanProse({ message: 'no' })).toBe('');
});

it('ends a sentence once', () => {
  expect(withReason('It failed', '')).toBe('It failed.');
  expect(withReason('It failed', 'too dark')).toBe('It failed: too dark.');
  expect(withReason('It failed', 'Too dark.')).toBe('It failed: Too dark.');
});
