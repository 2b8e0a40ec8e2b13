/** `started_at` is RFC 3339 UTC. */
export interface ProcessIdentity {
  pid: number;
  started_at: string;
}
export function startTimeOf(pid: number): number | undefined;
export function identityOf(pid: number): ProcessIdentity | undefined;
export function isAlive(identity: ProcessIdentity | undefined): boolean;
