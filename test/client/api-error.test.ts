import { expect, test } from 'vitest';
import { ApiRefusal, ApiUnreachable, isPassing } from '../../client/api-error.ts';
import { describeProblem, readProblem } from '../../client/problem-details.ts';

const told = (status: number, body: unknown) => describeProblem(status, readProblem(body));
const field = (pointer: string, detail: string) => ({ pointer, rule: 'maximum', detail });

test('a fault of one field is told once, although the detail repeats it', () => {
  const errors = [field('/variations', 'Must be at most 16.')];
  const detail = '/variations: Must be at most 16.';
  expect(told(422, { code: 'invalid_request', detail, errors })).toBe(
    'the API answered 422 invalid_request: /variations: Must be at most 16.',
  );
});

test('faults of several fields stand in a line each', () => {
  const errors = [field('/size', 'Must be even.'), field('', 'Must be an object.')];
  const detail = '/size: Must be even. (and 1 more)';
  expect(told(422, { code: 'invalid_request', detail, errors })).toBe(
    'the API answered 422 invalid_request:\n  /size: Must be even.\n  the body: Must be an object.',
  );
});

test('without fields the detail is told, else the title, else the status alone', () => {
  expect(told(404, { title: 'Nothing', detail: 'No such video.' })).toMatch(
    /404: No such video\.$/,
  );
  expect(told(404, { title: 'Nothing' })).toBe('the API answered 404: Nothing');
  expect(told(502, undefined)).toBe('the API answered 502');
});

test.each([null, 'no', 7, [], { code: 7, detail: {}, errors: 'none' }, { errors: [null, 3, {}] }])(
  'a body that is no problem document is no trouble: %j',
  (body) => {
    expect(told(500, body)).toMatch(/^the API answered 500/);
  },
);

test('what may pass is asked again: the API away or overloaded, never a refusal', () => {
  for (const status of [408, 429, 502, 503, 504]) {
    expect(isPassing(new ApiRefusal(status, {})), `${status}`).toBe(true);
  }
  for (const status of [400, 401, 404, 409, 422, 500]) {
    expect(isPassing(new ApiRefusal(status, {})), `${status}`).toBe(false);
  }
  expect(isPassing(new ApiUnreachable('down'))).toBe(true);
  expect(isPassing(new TypeError('a fault of ours'))).toBe(false);
});

test('a refusal keeps what a caller branches on', () => {
  const refusal = new ApiRefusal(409, { code: 'already_decided', request_id: 'req_1' });
  expect(refusal).toMatchObject({
    status: 409,
    problem: { code: 'already_decided', requestId: 'req_1' },
  });
});
