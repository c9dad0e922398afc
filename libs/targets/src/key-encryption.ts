import { VaultTransitKey } from '@tocsin/adapter-http-out/vault-transit';
import { type Config, ConfigError } from '@tocsin/runtime/config';
import { KeyRing, localKey } from '@tocsin/runtime/key-encryption';
import { secretFile } from '@tocsin/runtime/secrets';

/**
 * What wraps the data keys of tenants: keys that were given, or, in one process, one beside the other secrets of its home.
 *
 * @throws ConfigError in production when none was given
 */
export function keyRingOf({ encryptionKeys, vault, home, mode }: Config): KeyRing {
  if (encryptionKeys !== null)
    return new KeyRing(
      encryptionKeys.map((key) => {
        if (key !== 'vault') return localKey(key);
        if (vault !== null) return new VaultTransitKey(vault);
        throw new ConfigError(
          'environment variable ENCRYPTION_KEY: names "vault"; say which by VAULT_ADDR, VAULT_TOKEN and VAULT_TRANSIT_KEY',
        );
      }),
    );
  if (mode === 'standalone')
    return new KeyRing([localKey(Buffer.from(secretFile(home, 'encryption.key'), 'base64url'))]);
  throw new ConfigError(
    'environment variable ENCRYPTION_KEY: is missing; give gateways and notification the same key of 32 bytes, as `openssl rand -base64 32` makes one, or its file by ENCRYPTION_KEY_FILE',
  );
}
