import type { Route } from '../http/operation.ts';
import { answeredBy } from '../http/operation.ts';
import { operations } from './operations.ts';
import type { WebhookDeps } from './receive.ts';
import { receiveWebhook } from './receive.ts';

export const routes = (deps: WebhookDeps): Route[] =>
  answeredBy(operations, { receiveWebhook: receiveWebhook(deps) });
