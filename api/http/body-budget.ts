import type { Request, RequestHandler, Response } from 'express';
import { contextOf, setContext } from './answer-context.ts';
import { Problem } from './problem.ts';

/** Bodies that are held in memory at one time, over all and of one tenant. */
const TOTAL_BYTES = 160 << 20;
const TENANT_BYTES = 100 << 20;
/** Not worth counting: as many as connections can be open are not much. */
const SMALL_BYTES = 64 << 10;
/** The largest that is read, for bodies that do not say their size: a form, any other. */
const FORM_BYTES = 21 << 20;
const JSON_BYTES = 1 << 20;
const WAITING = 64;
const WAIT_MS = 15_000;
/** What must come in each window: a body that drips holds memory that others wait for. */
const WINDOW_MS = 10_000;
const WINDOW_BYTES = 320_000;

interface Limits {
  total?: number;
  tenant?: number;
  waitMs?: number;
  windowMs?: number;
}

/** The bytes that bodies hold at present, and who waits for some of them. */
function openRoom(total: number, perTenant: number) {
  const held = new Map<string, number>();
  const waiting = new Set<() => void>();
  let sum = 0;

  const take = (tenant: string, bytes: number): boolean => {
    const own = held.get(tenant) ?? 0;
    if (sum + bytes > total || own + bytes > perTenant) return false;
    sum += bytes;
    held.set(tenant, own + bytes);
    return true;
  };
  const giveBack = (tenant: string, bytes: number): void => {
    sum -= bytes;
    held.set(tenant, (held.get(tenant) ?? 0) - bytes);
    // Each looks for itself whether there is room now, the oldest first.
    for (const look of waiting) look();
  };
  return { take, giveBack, waiting };
}

/**
 * Lets bodies in by weight: one that finds no room waits unread, for its turn or a 429. Its room is
 * free again once the route has let go of it, or the answer is over.
 */
export function boundBodies({
  total = TOTAL_BYTES,
  tenant: perTenant = TENANT_BYTES,
  waitMs = WAIT_MS,
  windowMs = WINDOW_MS,
}: Limits = {}): RequestHandler {
  const { take, giveBack, waiting } = openRoom(total, perTenant);

  const hold = (res: Response, tenant: string, bytes: number): void => {
    let holding = true;
    const releaseBody = (): void => {
      if (holding) giveBack(tenant, bytes);
      holding = false;
    };
    setContext(res, { releaseBody });
    res.once('close', releaseBody);
    if (res.req.socket.destroyed) releaseBody();
    else cutDrips(res.req, windowMs);
  };

  return (req, res, next) => {
    const bytes = weightOf(req);
    const { tenant } = contextOf(res);
    if (bytes <= SMALL_BYTES) return next();
    if (take(tenant, bytes)) {
      hold(res, tenant, bytes);
      return next();
    }
    if (waiting.size >= WAITING) throw crowded();
    const leave = (): void => {
      clearTimeout(timer);
      waiting.delete(look);
    };
    const look = (): void => {
      if (!take(tenant, bytes)) return;
      leave();
      hold(res, tenant, bytes);
      next();
    };
    const timer = setTimeout(() => {
      leave();
      next(crowded());
    }, waitMs);
    waiting.add(look);
    res.once('close', leave);
  };
}

function weightOf(req: Request): number {
  const most = req.is('multipart/form-data') ? FORM_BYTES : JSON_BYTES;
  if (req.headers['transfer-encoding'] !== undefined) return most;
  // One that says more is refused when it is read.
  return Math.min(Number(req.get('Content-Length') ?? 0) || 0, most);
}

function cutDrips(req: Request, windowMs: number): void {
  const { socket } = req;
  let before = socket.bytesRead;
  const timer = setInterval(() => {
    if (req.complete) clearInterval(timer);
    else if (socket.bytesRead - before < WINDOW_BYTES) socket.destroy();
    before = socket.bytesRead;
  }, windowMs);
  socket.once('close', () => clearInterval(timer));
}

function crowded(): Problem {
  return new Problem('too_many_requests', 'Too many large bodies are being read at once.', {
    headers: { 'Retry-After': '5', Connection: 'close' },
  });
}
