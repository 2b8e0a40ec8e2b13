import type { AnsweredRoute } from '../http/operation.ts';
import { answeredBy } from '../http/operation.ts';
import { operations } from './operations.ts';
import type { WebhookDeps } from './receive.ts';
import { receiveWebhook } from './receive.ts';

export const routes = (deps: WebhookDeps): AnsweredRoute[] =>
  answeredBy(operations, { receiveWebhook: receiveWebhook(deps) });
