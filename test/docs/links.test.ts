import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, anchors, links, read } from './markdown.ts';

const pages = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => join('docs', name));

/** Links of a page that lead nowhere. */
function broken(page: string, text: string): string[] {
  return links(text).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchors(read(target)).includes(anchor);
  });
}

test.each(['README.md', ...pages])('every relative link of %s resolves', (page) => {
  expect(broken(page, read(page))).toEqual([]);
});

test('a link to a page, or a heading, that is not there would be noticed', () => {
  const text = '[a](gone.md) [b](README.md#no-such-heading) [c](https://example.com/x) `[d](code)`';
  expect(broken('README.md', text)).toEqual(['gone.md', 'README.md#no-such-heading']);
});

test('every decision is in the index', () => {
  const index = links(read('docs/decisions/README.md'));
  const decisions = pages.flatMap((page) => /\d{4}-.*$/.exec(page)?.[0] ?? []);
  expect(index.toSorted()).toEqual(decisions.toSorted());
});
