import * as z from 'zod';
import { TENANT_NAME } from '../../domain/keys.ts';

export interface TenantLimit {
  /** Requests per second. */
  rps?: number | undefined;
  /** In flight, over all videos that have not ended. */
  takes?: number | undefined;
}

export type TenantLimits = ReadonlyMap<string, TenantLimit>;

const Limit = z
  .strictObject({
    rps: z.coerce.number().positive().max(100_000).optional(),
    takes: z.coerce.number().int().positive().optional(),
  })
  .refine(({ rps, takes }) => rps !== undefined || takes !== undefined);

/** `acme:rps=20;takes=64,other:takes=8` */
export const tenantLimits = z.string().transform((list, context): TenantLimits => {
  const limits = new Map<string, TenantLimit>();
  for (const entry of list.split(',').filter((each) => each.trim() !== '')) {
    const [tenant = '', terms = ''] = entry.trim().split(':');
    const pairs = terms.split(';').map((term) => term.split('=').map((part) => part.trim()));
    const limit = Limit.safeParse(Object.fromEntries(pairs));
    if (limit.success && TENANT_NAME.test(tenant) && !limits.has(tenant)) {
      limits.set(tenant, limit.data);
    } else {
      const message = `must be a comma list of tenant:rps=20;takes=64, each tenant once; "${entry.trim()}" is not`;
      context.addIssue({ code: 'custom', message });
    }
  }
  return limits;
});
