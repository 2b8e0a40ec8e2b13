import type { AddressInfo } from 'node:net';

/** Where a listening server was bound. */
export function boundTo(server: { address(): AddressInfo | string | null }): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on no port');
  return address;
}
