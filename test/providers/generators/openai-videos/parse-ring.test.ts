import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { parseRing } from '../../../../providers/generators/openai-videos/parse-ring.ts';

const SECRET = `whsec_${Buffer.from('a secret of the test').toString('base64')}`;
const BODY = JSON.stringify({ type: 'video.completed', data: { id: 'video_1' } });

function signed(body: string, at = new Date()): Record<string, string> {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(SECRET).sign('msg_1', at, body),
  };
}

describe('a ring', () => {
  it('names the job to look at', () => {
    expect(parseRing({}, BODY, undefined)).toEqual({ jobId: 'video_1' });
    expect(parseRing(signed(BODY), BODY, SECRET)).toEqual({ jobId: 'video_1' });
  });

  it('without a valid signature is nothing to a server that signs', () => {
    expect(parseRing({}, BODY, SECRET)).toBeNull();
    expect(parseRing(signed('{}'), BODY, SECRET)).toBeNull();
    const old = new Date(Date.now() - 3_600_000);
    expect(parseRing(signed(BODY, old), BODY, SECRET)).toBeNull();
  });

  it.each([
    ['not JSON'],
    ['null'],
    ['{"type":"video.completed"}'],
    ['{"type":"x","data":{"id":"v"}}'],
  ])('that reads %s is nothing', (body) => {
    expect(parseRing({}, body, undefined)).toBeNull();
  });
});
