import { type Database, type ObserveStatement, openDatabase } from '@tocsin/adapter-postgres/database';
import { ConfigError } from '@tocsin/runtime/config';

/** What the system, or PostgreSQL, says when a server is not there or lets nobody in: a matter of the setting, and of no code. */
const NOT_THERE: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
  // Wrong password, nobody of that name, no such database, and a server that is still starting.
  '28P01',
  '28000',
  '3D000',
  '57P03',
]);

/** The errors of Kafka's client that say the same of brokers. */
const NOT_REACHED: ReadonlySet<string> = new Set([
  'KafkaJSBrokerNotFound',
  'KafkaJSConnectionClosedError',
  'KafkaJSConnectionError',
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSRequestTimeoutError',
  'KafkaJSSASLAuthenticationError',
]);

/**
 * Opens the database that `DATABASE_URL` names.
 *
 * @throws ConfigError without the password, when it does not answer or lets nobody in
 */
export async function openNamedDatabase(url: string, secret: string, observe?: ObserveStatement): Promise<Database> {
  try {
    return await openDatabase(url, secret, observe);
  } catch (error) {
    if (!isNotThere(error)) throw error;
    const { host, pathname } = new URL(url);
    throw new ConfigError(
      `environment variable DATABASE_URL: ${host}${pathname} cannot be used: ${reasonOf(error)}; start PostgreSQL, or mend the address (host, port, user, password, database)`,
      { cause: error },
    );
  }
}

/**
 * Does what asks the brokers that `KAFKA_BROKERS` names.
 *
 * @throws ConfigError when none of them answers or they let nobody in
 */
export async function askNamedBrokers<Answer>(brokers: readonly string[], ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!NOT_REACHED.has((error as Error).name)) throw error;
    throw new ConfigError(
      `environment variable KAFKA_BROKERS: ${brokers.join(', ')} cannot be used: ${reasonOf(error)}; start the brokers, or mend KAFKA_BROKERS, KAFKA_SASL_* and KAFKA_TLS*`,
      { cause: error },
    );
  }
}

const isNotThere = (error: unknown): boolean => NOT_THERE.has((error as { code?: unknown }).code);

/** Why a server cannot be used. A refused connection to a name with several addresses is an error without a text of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '')
    return error.errors.map((one: unknown) => (one as Error).message).join('; ');
  return (error as Error).message;
}
