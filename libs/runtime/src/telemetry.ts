import { pino, type Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * The process's logger: JSON lines on standard error, so that standard output is free for what users read.
 *
 * @param fields - what each line tells beside its own, such as the trace that it was written in
 */
export function createLogger(
  name: string,
  level: string,
  fields: () => Readonly<Record<string, string>> = () => ({}),
): Logger {
  return pino({ name, level, mixin: () => ({ ...fields() }) }, pino.destination({ fd: 2, sync: false }));
}

/** The process's metrics, Node's own among them. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'tocsin_' });
  return registry;
}
