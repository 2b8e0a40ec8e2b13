import { expect, test } from 'vitest';
import { goesOn, howItEnded, whereToDecide } from '../../../cli/demo/where-to-look.ts';
import { describeUnfinished } from '../../../cli/unfinished-videos.ts';
import { ID, inReview, published, sampleVideo } from '../../client/sample-video.ts';

test('the end says which take won, and why', () => {
  expect(howItEnded(published())).toMatch(
    /^Published after .* s\. Take 2 of 3 won: The highest score of three\.$/,
  );
});

test('a failure is told with its code, a cancelled video without one', () => {
  const failure = {
    code: 'no_candidate_passed',
    message: 'All were black.',
    stage: 'pick',
    retryable: true,
  } as const;
  expect(howItEnded(sampleVideo({ status: 'failed', failure }))).toBe(
    'The video failed: All were black. (no_candidate_passed)',
  );
  expect(howItEnded(sampleVideo({ status: 'cancelled' }))).toBe('The video was cancelled.');
});

test('whoever interrupts a demo is told what becomes of the video', () => {
  const api = 'http://127.0.0.1:8787';
  expect(goesOn(sampleVideo(), { own: true, api })).toContain(
    `${ID} is not finished: it goes on at the next start`,
  );
  expect(goesOn(sampleVideo(), { own: false, api })).toContain(`it goes on at ${api}`);
  expect(goesOn(published(), { own: true, api })).toBe('');
});

test('a start says what goes on from an earlier one', () => {
  expect(describeUnfinished([inReview()])).toBe(`1 earlier video goes on: ${ID} (awaiting_review)`);
  expect(describeUnfinished([sampleVideo(), inReview()])).toMatch(/^2 earlier videos go on/);
});

test('the commands to decide with are whole lines to copy, and hold no key', () => {
  const client = { base: 'http://127.0.0.1:8787', key: 'secret' };
  const text = whereToDecide(inReview(), client, {
    cli: '/cache/temporal',
    address: '127.0.0.1:7233',
    namespace: 'default',
  });
  const [, , http = '', past = ''] = text.split('\n');
  expect(http).toContain(`curl -X POST http://127.0.0.1:8787/v1/videos/${ID}/review`);
  expect(http).toMatch(/-d '\{"decision":"approve","reviewer":"me"\}'$/);
  expect(past).toMatch(/workflow update execute .*--name review --input '.*'$/);
  expect(text).not.toContain('secret');
});
