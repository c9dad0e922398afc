import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * Networks that are not the public internet: IANA's special-purpose registries, what was once set apart (site-local,
 * IPv4-compatible, relays of 6to4), and Azure's wire server, the one metadata service at a public address. IPv6 forms
 * that carry an IPv4 address (NAT64, 6to4, Teredo, translated) are refused whole, since who unpacks them is not known.
 */
const specialNetworks = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '168.63.129.16/32', '169.254.0.0/16', '172.16.0.0/12',
  '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24',
  '224.0.0.0/4', '240.0.0.0/4', '::/96', '::ffff:0:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '100:0:0:1::/64',
  '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8',
]; // prettier-ignore

/** Decides which addresses may be called: public ones, and those in the networks that the configuration allows. */
export class AddressGuard {
  readonly #special = blockListOf(specialNetworks);
  readonly #allowed: BlockList;

  /** @param allowedNetworks - in CIDR notation, such as `127.0.0.0/8` */
  constructor(allowedNetworks: readonly string[]) {
    this.#allowed = blockListOf(allowedNetworks);
  }

  /** @param address - an IP address; one with a zone, such as `fe80::1%eth0`, is never allowed */
  allows(address: string): boolean {
    if (isIP(address) === 0 || address.includes('%')) return false;
    const plain = unmapped(address);
    const family = isIPv4(plain) ? 'ipv4' : 'ipv6';
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

/** An IPv4 address that is written as IPv6 (`::ffff:127.0.0.1`, `0:0:0:0:0:ffff:7f00:1`) is judged as IPv4. */
function unmapped(address: string): string {
  if (isIPv4(address)) return address;
  // The parser of URLs writes every IPv6 address in its one short form.
  const mapped = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(new URL(`http://[${address}]`).hostname);
  if (mapped === null) return address;
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
