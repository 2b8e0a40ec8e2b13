import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { NetError } from './net-error.ts';
import { isPublicAddress } from './public-address.ts';

export interface ConnectorOptions {
  /** Host and port were configured: any address will do. */
  allowed: boolean;
  timeoutMs: number;
  /** For tests; the system's resolver otherwise. */
  lookup?: LookupFunction | undefined;
  /** Called when the connection stands: from here on the request may have been received. */
  onConnected: () => void;
}

/**
 * A connector for one connection. The addresses are filtered inside the lookup that the socket itself
 * uses, so the address that was checked is the address that is connected: a name that answers
 * differently the next time (DNS rebinding) gains nothing.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const { allowed, onConnected } = options;
  const resolve = options.lookup ?? systemLookup;
  const connect = buildConnector({
    timeout: options.timeoutMs,
    allowH2: false,
    maxCachedSessions: 0,
    lookup: allowed ? resolve : publicOnly(resolve),
  });
  let used = false;
  return (target, callback) => {
    // A literal address never reaches the lookup.
    if (!allowed && isIP(target.hostname) !== 0 && !isPublicAddress(target.hostname)) {
      callback(refusal(target.hostname), null);
      return;
    }
    // undici would connect again for a request that it believes was not processed. Whether to repeat a
    // request is the caller's decision alone.
    if (used) {
      callback(new Error('The one connection of this request is gone'), null);
      return;
    }
    used = true;
    connect(target, (error, socket) => {
      if (error) {
        callback(error, null);
        return;
      }
      if (!allowed && !isPublicAddress(socket.remoteAddress ?? '')) {
        socket.destroy();
        callback(refusal(target.hostname), null);
        return;
      }
      onConnected();
      callback(null, socket);
    });
  };
}

function publicOnly(resolve: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, []);
        return;
      }
      const found = Array.isArray(addresses) ? addresses : [{ address: addresses, family: 4 }];
      const usable = found.filter(({ address }) => isPublicAddress(address));
      const [first] = usable;
      if (!first) callback(refusal(hostname), []);
      else if (options.all) callback(null, usable);
      else callback(null, first.address, first.family);
    });
  };
}

function refusal(hostname: string): NetError {
  return new NetError('address_refused', `${hostname} has no public address and is not allowed`, {
    sent: 'no',
  });
}
