import ipaddr from 'ipaddr.js';

/**
 * Only 2000::/3 is handed out as global unicast (RFC 4291, IANA); the rest is reserved or special. So
 * are the addresses that carry an IPv4 one (::/96), public or not: a gateway on our own network would
 * deliver them. Only IPv4-mapped ones the operating system itself connects as IPv4.
 */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * True when an address may be connected to without being on the allow-list. Anything that is not plainly
 * global unicast is refused, including what cannot be parsed.
 *
 * @param address textual IPv4 or IPv6 address, without brackets
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === 'unicast';
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().range() === 'unicast';
  return parsed.range() === 'unicast' && parsed.match(GLOBAL_UNICAST);
}
