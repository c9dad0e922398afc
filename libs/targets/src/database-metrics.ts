import type { ObserveStatement } from '@tocsin/adapter-postgres/database';
import type { Clock } from '@tocsin/ports/clock';
import type { Logger } from 'pino';
import { Counter, Histogram, type Registry } from 'prom-client';

/** From here on a statement is slow: ours take milliseconds, and the longest of them a tenth of a second. */
export const SLOW_STATEMENT_MS = 500;
/** A database that is slow has many slow statements; one of them a minute is told. */
const TOLD_PERIOD_MS = 60_000;
const STATEMENT_LENGTH_MAX = 500;

/** Counts what the database is asked, and tells of slow statements. Their values are told to nobody. */
export function databaseMetrics(registry: Registry, logger: Pick<Logger, 'warn'>, clock: Clock): ObserveStatement {
  const registers = [registry];
  const seconds = new Histogram({
    name: 'tocsin_database_statement_seconds',
    help: 'How long statements took in PostgreSQL and on the way, by role.',
    labelNames: ['role'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  const slow = new Counter({
    name: 'tocsin_database_slow_statements_total',
    help: 'Statements that took half a second or longer, by role.',
    labelNames: ['role'],
    registers,
  });
  let toldAt = Number.NEGATIVE_INFINITY;
  return (role, durationMs, statement) => {
    seconds.observe({ role }, durationMs / 1_000);
    slow.inc({ role }, durationMs >= SLOW_STATEMENT_MS ? 1 : 0);
    if (durationMs < SLOW_STATEMENT_MS || clock.now() - toldAt < TOLD_PERIOD_MS) return;
    toldAt = clock.now();
    const text = statement.replace(/\s+/g, ' ').slice(0, STATEMENT_LENGTH_MAX);
    logger.warn({ role, duration_ms: durationMs, statement: text }, 'a statement of the database was slow');
  };
}
