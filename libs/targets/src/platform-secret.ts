import { type Config, ConfigError } from '@tocsin/runtime/config';
import { secretFile } from '@tocsin/runtime/secrets';

/**
 * The secret that all processes of an installation share; one process alone makes one in its home.
 *
 * @throws ConfigError in production when none was given
 */
export function platformSecretOf({ jwtSecret, mode, home }: Config): string {
  if (jwtSecret !== null) return jwtSecret;
  if (mode === 'standalone') return secretFile(home, 'platform.secret');
  throw new ConfigError(
    'environment variable JWT_SECRET_KEY: is missing; give all processes the same secret of at least 32 characters, or its file by JWT_SECRET_KEY_FILE',
  );
}
