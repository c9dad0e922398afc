import { Redis } from 'ioredis';

/** How long Redis may take to answer at all; ms. */
const CONNECT_MS_MAX = 3_000;

/** Whether Redis answers. @throws when it does not */
export async function pingRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS_MAX,
    commandTimeout: CONNECT_MS_MAX,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let fault: Error | null = null;
  // What a refused connection is about is told by the event; the call only says that it is closed.
  redis.on('error', (error: Error) => (fault = error));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw fault ?? error;
  } finally {
    redis.disconnect();
  }
}
