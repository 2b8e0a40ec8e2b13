import { setTimeout as sleep } from 'node:timers/promises';
import type { JSONValue } from '@ai-sdk/provider';
import { createNet } from '../../../net/net.ts';
import type {
  GenerationRequest,
  Generator,
  JobStatus,
  PurchaseIntent,
} from '../../../providers/generators/generator.ts';
import {
  GeneratorFailure,
  type GeneratorFailureInfo,
} from '../../../providers/generators/kit/generator-failure.ts';
import type { Account } from '../../../domain/models/account.ts';
import type { OpenedAccount } from '../../../providers/generators/kit/define-generator.ts';
import { openVideoServer } from '../../../providers/generators/openai-videos/generator.ts';

export const REQUEST: GenerationRequest = {
  prompt: 'a quiet lake under a secret sky',
  width: 128,
  height: 72,
  duration: 1,
  frameRate: 8,
  audio: false,
  seed: 11,
};

export const signal = (): AbortSignal => AbortSignal.timeout(20_000);

export function intent(more: Partial<PurchaseIntent> = {}): PurchaseIntent {
  return {
    reference: 'vid_x/0/1',
    attemptedAt: new Date(),
    request: REQUEST,
    isClaimed: async () => false,
    ...more,
  };
}

/** The real adapter over the real guarded client. */
export function openServer(
  url: string,
  config: Partial<Account> = {},
  now?: () => Date,
): OpenedAccount {
  const net = createNet({ allowHosts: [new URL(url).host] });
  const baseUrl = `${url}/v1`;
  return openVideoServer(
    { name: 'test', provider: 'videos', baseUrl, format: 'json', ...config },
    { net, ...(now === undefined ? {} : { now }) },
  );
}

export async function settle(generator: Generator, operation: JSONValue): Promise<JobStatus> {
  for (let tries = 0; tries < 200; tries += 1) {
    const status = await generator.status(operation, { signal: signal() });
    if (status.status !== 'pending') return status;
    await sleep(50);
  }
  throw new Error('The job did not end.');
}

/** The failure that a call ends with; fails the test when it ends otherwise. */
export async function failureOf(call: Promise<unknown>): Promise<GeneratorFailureInfo> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof GeneratorFailure) return error.info;
  throw new Error('Expected a GeneratorFailure.', { cause: error });
}
