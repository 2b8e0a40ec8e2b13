import { expect, it } from 'vitest';
import { REFUSALS } from '../../../../providers/generators/openai-videos/refusals.ts';
import { createFailure } from '../../../../providers/generators/kit/create-failure.ts';

const refused = (status: number, code?: string) =>
  createFailure({ status, code, reason: '' }, { rows: REFUSALS }).info;

it.each([500, 502, 503, 504, 408, 409])(
  'HTTP %d on a create leaves open whether it was bought, and is never repeated',
  (status) => {
    expect(refused(status)).toMatchObject({
      code: 'outcome_unknown',
      retryable: false,
      billed: 'maybe',
      sent: 'maybe',
    });
  },
);

it.each([
  [400, undefined, 'generator_invalid_request'],
  [404, 'model_not_found', 'generator_invalid_request'],
  [409, 'idempotency_key_reused', 'generator_invalid_request'],
  [413, undefined, 'generator_invalid_request'],
  [400, 'content_policy_violation', 'generator_refused'],
  [403, 'moderation_blocked', 'generator_refused'],
  [403, undefined, 'generator_auth'],
  [402, undefined, 'generator_quota'],
  [429, 'insufficient_quota', 'generator_quota'],
])('HTTP %d with the code %s is %s and has cost nothing', (status, code, expected) => {
  expect(refused(status, code)).toMatchObject({ code: expected, retryable: false, billed: 'no' });
});

it.each([
  [404, 'model_not_found', 'UNAVAILABLE'],
  [429, 'concurrency_limit', 'CONCURRENCY_LIMIT'],
  [429, undefined, 'RATE_LIMITED'],
  [400, 'sentinel_block', 'MODERATED_INPUT'],
])('HTTP %d with the code %s is of the kind %s', (status, code, kind) => {
  expect(refused(status, code).kind).toBe(kind);
});

it('a code decides nothing where the job may exist all the same', () => {
  expect(refused(503, 'insufficient_quota').kind).toBe('SUBMIT_UNKNOWN');
});
