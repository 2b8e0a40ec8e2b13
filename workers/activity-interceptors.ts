import type { Context } from '@temporalio/activity';
import { defaultPayloadConverter } from '@temporalio/common';
import {
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryActivityOutboundInterceptor,
} from '@temporalio/interceptors-opentelemetry';
import type { ActivityInterceptors, ActivityInterceptorsFactory } from '@temporalio/worker';
import { REQUEST_ID_HEADER } from '../temporal/names.ts';
import type { ActivityMeters } from './activity-meters.ts';
import { countFailure, countResult } from './activity-meters.ts';

/** What is told of every activity: in metrics, in the log with the request it is for, in traces. */
export function activityInterceptors(options: {
  meters: ActivityMeters;
  traced: boolean;
}): ActivityInterceptorsFactory[] {
  const factories = [(context: Context) => measured(options.meters, context), withRequest];
  return options.traced ? [...factories, traced] : factories;
}

function measured(meters: ActivityMeters, { info }: Context): ActivityInterceptors {
  const { activityType, taskQueue, currentAttemptScheduledTimestampMs: scheduled } = info;
  return {
    inbound: {
      async execute(input, next) {
        meters.wait.observe({ queue: taskQueue }, Math.max(0, Date.now() - scheduled) / 1_000);
        try {
          const result = await next(input);
          countResult(meters, activityType, input, result);
          return result;
        } catch (error) {
          countFailure(meters, activityType, input, error);
          throw error;
        }
      },
    },
  };
}

/** The log lines of an activity name the HTTP request that its run was started for. */
function withRequest(): ActivityInterceptors {
  let requestId: unknown;
  return {
    inbound: {
      execute(input, next) {
        const sent = input.headers[REQUEST_ID_HEADER];
        if (sent !== undefined) requestId = defaultPayloadConverter.fromPayload(sent);
        return next(input);
      },
    },
    outbound: {
      getLogAttributes(input, next) {
        return requestId === undefined ? next(input) : next({ ...input, requestId });
      },
    },
  };
}

function traced(context: Context): ActivityInterceptors {
  return {
    inbound: new OpenTelemetryActivityInboundInterceptor(context),
    outbound: new OpenTelemetryActivityOutboundInterceptor(context),
  };
}
