import type { Database } from '@tocsin/adapter-postgres/database';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import type { SharedCounts } from '@tocsin/ports/rate-counter';
import type { Health } from '@tocsin/service-gateway/routes/operations';

/** Whoever asks waits, and asks again in a few seconds. */
const DATABASE_MS_MAX = 1_000;

interface Asked {
  log: Pick<EventLog, 'check'>;
  database: { app: Pick<Database['app'], 'query'> };
  rateCounter: SharedCounts;
  clock: Pick<Clock, 'wait'>;
}

/** What the gateway can use now. Anybody may ask, so of what it cannot use no address is told. */
export async function readinessOf({ log, database, rateCounter, clock }: Asked): Promise<Health[]> {
  const [logHealth, isAnswering, isShared] = await Promise.all([
    log.check().then(
      () => ({ ok: true, message: 'ok' }),
      (error: Error) => ({ ok: false, message: error.message }),
    ),
    answers(database, clock),
    rateCounter.isShared(),
  ]);
  const health: Health[] = [
    { name: 'log', required: true, ...logHealth },
    {
      name: 'postgresql',
      required: false,
      ok: isAnswering,
      message: isAnswering ? 'ok' : 'does not answer: samples are taken in, and nobody can sign in or change anything',
    },
  ];
  if (isShared !== null)
    health.push({
      name: 'redis',
      required: false,
      ok: isShared,
      message: isShared ? 'ok' : 'does not answer: each gateway counts requests, and keeps results, for itself',
    });
  return health;
}

async function answers({ app }: Asked['database'], clock: Asked['clock']): Promise<boolean> {
  const given = new AbortController();
  const asked = app.query('SELECT 1').then(
    () => true,
    () => false,
  );
  const late = clock.wait(DATABASE_MS_MAX, given.signal).then(() => false);
  return Promise.race([asked, late]).finally(() => given.abort());
}
