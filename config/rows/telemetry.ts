import type { Setting } from '../setting.ts';
import { httpUrl } from '../setting.ts';

export const TELEMETRY_ROWS = {
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    parts: 'AW',
    schema: httpUrl,
    otherwise: 'none: no traces',
    means: 'OpenTelemetry collector that takes OTLP over HTTP, without `/v1/traces`',
  },
} as const satisfies Record<string, Setting>;
