import { type Config, ConfigError } from '@tocsin/runtime/config';
import { type KeyEncryption, LocalKeyEncryption } from '@tocsin/runtime/key-encryption';
import { secretFile } from '@tocsin/runtime/secrets';

/**
 * What wraps the data keys of tenants: keys that were given, or, in one process, one beside the other secrets of its home.
 *
 * @throws ConfigError in production when none was given
 */
export function keyEncryptionOf({ encryptionKeys, home, mode }: Config): KeyEncryption {
  if (encryptionKeys !== null) return new LocalKeyEncryption(encryptionKeys);
  if (mode === 'standalone')
    return new LocalKeyEncryption([Buffer.from(secretFile(home, 'encryption.key'), 'base64url')]);
  throw new ConfigError(
    'environment variable ENCRYPTION_KEY: is missing; give all gateways the same key of 32 bytes, as `openssl rand -base64 32` makes one, or its file by ENCRYPTION_KEY_FILE',
  );
}
