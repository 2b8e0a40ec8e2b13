import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface Meters {
  counter<L extends string>(name: string, help: string, labels: L[]): Counter<L>;
  gauge<L extends string>(name: string, help: string, labels: L[]): Gauge<L>;
  /** Seconds. */
  histogram<L extends string>(
    name: string,
    help: string,
    labels: L[],
    buckets: number[],
  ): Histogram<L>;
  /** What Prometheus scrapes, and its content type. */
  expose(): Promise<{ contentType: string; text: string }>;
}

/** Every name gets `promptreel_` in front; the process's own metrics keep Prometheus' names. */
export function openMeters(part: string): Meters {
  const registry = new Registry();
  registry.setDefaultLabels({ part });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    counter: (name, help, labelNames) =>
      new Counter({ name: named(name), help, labelNames, registers }),
    gauge: (name, help, labelNames) =>
      new Gauge({ name: named(name), help, labelNames, registers }),
    histogram: (name, help, labelNames, buckets) =>
      new Histogram({ name: named(name), help, labelNames, buckets, registers }),
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function named(name: string): string {
  return `promptreel_${name}`;
}
