import ipaddr from 'ipaddr.js';

/**
 * IPv6 ranges that carry an IPv4 address. They are refused as a whole, also when the embedded address is
 * public: a gateway on our own network would deliver them, and no real server is only reachable so.
 * IPv4-mapped is not here because the operating system itself connects it as IPv4.
 */
const IPV4_COMPATIBLE = ipaddr.IPv6.parseCIDR('::/96');

/** Only 2000::/3 is handed out as global unicast (RFC 4291, IANA); the rest is reserved or special. */
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
  return (
    parsed.range() === 'unicast' && parsed.match(GLOBAL_UNICAST) && !parsed.match(IPV4_COMPATIBLE)
  );
}
