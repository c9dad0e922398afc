import type { Config } from '@tocsin/runtime/config';

/**
 * Where links to the platform begin: the address that the operator named, or the one that the gateway listens at; empty
 * when that is every address, or one that the system chooses, which is none to link to.
 */
export function linkBaseOf({ externalUrl, host, port }: Pick<Config, 'externalUrl' | 'host' | 'port'>): string {
  if (externalUrl !== null) return externalUrl;
  if (host === '0.0.0.0' || host === '::' || port === 0) return '';
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
