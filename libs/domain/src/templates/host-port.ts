/** A host and a port, as Go's `net.SplitHostPort` finds them; null where a text is no such pair. */
function splitHostPort(text: string): { readonly host: string; readonly port: string } | null {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return null;
  const port = text.slice(colon + 1);
  const isBracketed = text.startsWith('[');
  const host = isBracketed ? text.slice(1, colon - 1) : text.slice(0, colon);
  // In brackets a host may have colons, and the port follows the first closing bracket; elsewhere it may not.
  if (isBracketed ? text.indexOf(']') !== colon - 1 : host.includes(':')) return null;
  return /[[\]]/.test(host + port) ? null : { host, port };
}

/** The host of `host:port`; what is no such pair stays as it is. */
export function stripPort(hostPort: string): string {
  return splitHostPort(hostPort)?.host ?? hostPort;
}

/** The first name of a host, with its port where it has one; addresses stay as they are. */
export function stripDomain(hostPort: string): string {
  const { host, port } = splitHostPort(hostPort) ?? { host: hostPort, port: '' };
  if (isIpAddress(host)) return hostPort;
  const name = host.split('.', 1)[0] as string;
  if (port === '') return name;
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`;
}

function isIpAddress(text: string): boolean {
  return text.includes(':') ? isIpV6(text) : isIpV4(text);
}

/** Four numbers up to 255, without leading zeros, which some would read as octal. */
function isIpV4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** Sixteen-bit groups in an address of version 6. */
const GROUPS = 8;

function isIpV6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const endsInV4 = last.includes('.') && !text.endsWith('::');
  const hex = endsInV4 ? groups.slice(0, -1) : groups;
  if ((endsInV4 && !isIpV4(last)) || !hex.every((group) => /^[\da-fA-F]{1,4}$/.test(group))) return false;
  const count = hex.length + (endsInV4 ? 2 : 0);
  return halves.length === 2 ? count < GROUPS : count === GROUPS;
}
