import type { Headers, WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { REQUEST_ID_HEADER, TRACE_HEADER } from '../temporal/names.ts';

/** Loaded by path into the bundle: hands on to activities what the run's start was told of its caller. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let carried: Headers = {};
  return {
    inbound: [
      {
        execute(input, next) {
          const known = [REQUEST_ID_HEADER, TRACE_HEADER];
          const sent = Object.entries(input.headers).filter(([name]) => known.includes(name));
          carried = Object.fromEntries(sent);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) =>
          next({ ...input, headers: { ...input.headers, ...carried } }),
      },
    ],
  };
};
