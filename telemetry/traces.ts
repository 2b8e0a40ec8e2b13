import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, ContextManager } from '@opentelemetry/api';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

/** A span that was not sent by then is lost: a collector that is away keeps nobody from stopping. */
const FLUSH_MS = 2_000;

/**
 * Sends spans to an OTLP collector over HTTP, for the whole process.
 *
 * @param endpoint as in `OTEL_EXPORTER_OTLP_ENDPOINT`: the base, without `/v1/traces`
 * @returns sends what is left
 */
export function openTraces(part: string, endpoint: string): () => Promise<void> {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  const provider = new BasicTracerProvider({
    resource: new Resource({ 'service.name': `promptreel-${part}` }),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: FLUSH_MS })],
  });
  provider.register({ contextManager: asyncContext() });
  return () => provider.shutdown().catch(() => {});
}

/** Which span is the present one follows promises, as far as Node's own storage does. */
function asyncContext(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (context, work, receiver, ...args) =>
      storage.run(context, () => work.call(receiver, ...args)),
    bind: (_context, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}
