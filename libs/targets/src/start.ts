import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { DirectoryInUse } from '@tocsin/adapter-memory-log/directory-lock';
import { homeFault } from '@tocsin/runtime/home-check';
import { freePortOrReason } from '@tocsin/runtime/port-check';
import { allTopics } from '@tocsin/contracts/topics';
import { type Config, ConfigError, loadConfig } from '@tocsin/runtime/config';
import { environment, random } from '@tocsin/runtime/environment';
import { CpuProfiler } from '@tocsin/runtime/cpu-profiler';
import { systemClock } from '@tocsin/runtime/system-clock';
import { type Running, run } from '@tocsin/runtime/target';
import { createLogger, createRegistry } from '@tocsin/runtime/telemetry';
import { serveTelemetry, type TelemetryServer } from '@tocsin/runtime/telemetry-server';
import { allTargets, type TargetName } from './all.js';
import { openTraces, traceFields } from './open-traces.js';
import type { Surroundings } from './ports.js';
import { platformSecretOf } from './platform-secret.js';
import { providersFor } from './providers.js';

/** One part that has not stopped after this long is left behind. */
const STOP_TIMEOUT_MS = 10_000;

/**
 * Starts targets in this process and stops them on SIGINT or SIGTERM. What cannot start says why on standard error and
 * ends the process with status 1.
 *
 * @param service - the name under which this process logs
 * @param names - the targets, or those that follow from the configuration
 */
export async function start(service: string, names: (config: Config) => readonly TargetName[]): Promise<void> {
  const signals = stopSignal();
  try {
    const config = loadConfig({ environment, root: process.cwd() });
    const lastLines: string[] = [];
    const running = await startTargets(service, config, names(config), lastLines);
    say([`${service}: ready`, ...lastLines].join('\n'));
    await signals;
    process.stdout.write(`${service}: stopping\n`);
    await running.stop();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${service}: cannot start: ${reasonOf(error)}\n`);
    process.exit(1);
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function reasonOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof DirectoryInUse) return `${error.message} by TOCSIN_HOME, as in TOCSIN_HOME=.tocsin-2 npm start`;
  return (error as Error).stack ?? String(error);
}

/** @param lastLines - takes what is to be said once more when everything has started */
async function startTargets(
  service: string,
  config: Config,
  names: readonly TargetName[],
  lastLines: string[],
): Promise<Running> {
  const keepsFiles = config.mode === 'standalone' || names.includes('history');
  const fault = keepsFiles ? homeFault(config.home, true) : null;
  if (fault !== null) throw new ConfigError(`${fault.message}; ${fault.fix}`);
  if (names.includes('gateway')) {
    const reason = await freePortOrReason(config.host, config.port);
    if (reason !== null) throw new ConfigError(reason);
  }
  const registry = createRegistry();
  const traces = await openTraces(service, config, { registry, logger: () => logger });
  const logger = createLogger(service, config.logLevel, () => traceFields(traces));
  const surroundings: Surroundings = {
    config,
    processName: `${service}-${config.instance}-${hostname()}`,
    secret: platformSecretOf(config),
    clock: systemClock,
    ids: { next: () => randomUUID() },
    random,
    logger,
    registry,
    traces,
    say,
    sayLast: (...lines) => {
      lines.forEach(say);
      lastLines.push(...lines);
    },
  };
  const profiler = await openProfiler(service, config, surroundings);
  const telemetry = await openTelemetry(config, surroundings.registry);
  const targets = names.map((name) => allTargets[name](surroundings));
  const used = new Set(targets.flatMap(({ consumes, produces }) => [...consumes, ...produces]));
  const topics = allTopics.filter(({ name }) => used.has(name));
  const running = await run(targets, providersFor(surroundings, topics), {
    stopTimeoutMs: STOP_TIMEOUT_MS,
    report: ({ kind, name, error }) =>
      error === undefined ? logger.info(`${name} ${kind}`) : logger.error({ err: error }, `${name} ${kind}`),
  });
  telemetry?.ready();
  return {
    stop: async () => {
      await running.stop();
      await telemetry?.stop();
      await traces.close();
      await profiler?.stop();
    },
  };
}

async function openProfiler(
  service: string,
  { profiling, instance }: Config,
  { clock, logger }: Surroundings,
): Promise<CpuProfiler | null> {
  if (profiling === null) return null;
  const onError = (error: unknown): void => logger.error({ err: error }, 'a profile could not be written');
  return CpuProfiler.start({ ...profiling, name: `${service}-${instance}`, clock, onError });
}

async function openTelemetry(
  { host, metricsPort: port }: Config,
  registry: Surroundings['registry'],
): Promise<TelemetryServer | null> {
  if (port === null) return null;
  return serveTelemetry({ host, port, registry }).catch((error: unknown) => {
    throw new ConfigError(`METRICS_PORT: ${port} on ${host} cannot be used: ${(error as Error).message}`);
  });
}

/** Resolves at the first SIGINT or SIGTERM, also when it comes while the process still starts. */
function stopSignal(): Promise<void> {
  return new Promise((stop) => {
    process.once('SIGINT', () => stop());
    process.once('SIGTERM', () => stop());
  });
}
