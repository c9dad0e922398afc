import { ConfigError, loadConfig } from '@tocsin/runtime/config';
import { environment } from '@tocsin/runtime/environment';
import { openNamedDatabase } from './named-servers.js';
import { platformSecretOf } from './platform-secret.js';

/**
 * Brings the schema of the database that `DATABASE_URL` names up to date, lets each role in once, and ends: for whoever installs
 * or upgrades and wants to know that before any process starts. Processes do the same at their start where nobody has.
 */
export async function migrate(): Promise<void> {
  try {
    const config = loadConfig({ environment, root: process.cwd() });
    if (config.databaseUrl === null)
      throw new ConfigError(
        'environment variable DATABASE_URL: is missing; name the database, or a file that holds its address by DATABASE_URL_FILE',
      );
    const database = await openNamedDatabase(config.databaseUrl, platformSecretOf(config));
    await database.close();
    process.stdout.write('migration: the schema is up to date\n');
  } catch (error) {
    process.stderr.write(
      `migration: ${error instanceof ConfigError ? error.message : ((error as Error).stack ?? String(error))}\n`,
    );
    process.exitCode = 1;
  }
}
