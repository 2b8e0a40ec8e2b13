import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { readWebhook } from '../../../../providers/generators/openai-videos/webhook.ts';

const SECRET = `whsec_${Buffer.from('a secret of the test').toString('base64')}`;
const BODY = JSON.stringify({ type: 'video.completed', data: { id: 'video_1' } });

function signed(body: string, time = new Date()): Record<string, string> {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
    'webhook-signature': new Webhook(SECRET).sign('msg_1', time, body),
  };
}

const read = (headers: Record<string, string>, body: string, secret: string | null) =>
  readWebhook({ headers, body: Buffer.from(body), secret, now: new Date() });

describe('a webhook', () => {
  it('names the job to look at', () => {
    expect(read({}, BODY, null)).toEqual({ answer: 'wake', job: 'video_1' });
    expect(read(signed(BODY), BODY, SECRET)).toEqual({ answer: 'wake', job: 'video_1' });
  });

  it('without a valid signature is refused by an account that has a secret', () => {
    const old = new Date(Date.now() - 3_600_000);
    const refused = { answer: 'refuse' };
    expect(read({}, BODY, SECRET)).toEqual(refused);
    expect(read(signed('{}'), BODY, SECRET)).toEqual(refused);
    expect(read(signed(BODY, old), BODY, SECRET)).toEqual(refused);
  });

  it.each([
    ['not JSON'],
    ['null'],
    ['{"type":"video.completed"}'],
    ['{"type":"video.in_progress","data":{"id":"v"}}'],
  ])('that reads %s is not the end of a job, and wakes nobody', (body) => {
    expect(read({}, body, null)).toEqual({ answer: 'ignore' });
  });
});
