import { BlockList, isIP, isIPv4 } from 'node:net';

/** Networks that are not the public internet (IANA's special-purpose registries). */
const specialNetworks = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24',
  '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4',
  '240.0.0.0/4', '::/128', '::1/128', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16',
  'fc00::/7', 'fe80::/10', 'ff00::/8',
]; // prettier-ignore

/** Decides which addresses may be called: public ones, and those in the networks that the configuration allows. */
export class AddressGuard {
  readonly #special = blockListOf(specialNetworks);
  readonly #allowed: BlockList;

  /** @param allowedNetworks - in CIDR notation, such as `127.0.0.0/8` */
  constructor(allowedNetworks: readonly string[]) {
    this.#allowed = blockListOf(allowedNetworks);
  }

  allows(address: string): boolean {
    const plain = unmapped(address);
    const family = isIPv4(plain) ? 'ipv4' : 'ipv6';
    if (isIP(plain) === 0) return false;
    return this.#allowed.check(plain, family) || !this.#special.check(plain, family);
  }
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/');
    list.addSubnet(address, Number(prefix), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** An IPv4 address that is written as IPv6 (`::ffff:127.0.0.1`, `::ffff:7f00:1`) is judged as IPv4. */
function unmapped(address: string): string {
  const lower = address.toLowerCase();
  if (!lower.startsWith('::ffff:')) return address;
  const rest = lower.slice(7);
  if (isIPv4(rest)) return rest;
  const [high = '', low = ''] = rest.split(':');
  const [h, l] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [h >> 8, h & 255, l >> 8, l & 255].join('.');
}
