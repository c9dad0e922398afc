import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { TopicDefinition } from '@tocsin/contracts/define-topic';
import type { EventLog } from '@tocsin/ports/event-log';
import type { Running } from '@tocsin/runtime/target';
import { EventLogTransport } from './event-log-transport.js';
import type { Surroundings } from './ports.js';

/** Starts a Nest module whose controllers listen to the log. */
export async function startMicroservice(
  { clock, config, logger, traces }: Surroundings,
  log: EventLog,
  service: { name: string; module: DynamicModule; consumes: readonly TopicDefinition[] },
): Promise<Running> {
  const strategy = new EventLogTransport({
    log,
    clock,
    group: service.name,
    topics: service.consumes,
    topicPrefix: config.topicPrefix,
    tracing: traces.tracing,
    onError: (error) => logger.error({ err: error, service: service.name }, 'a batch could not be handled'),
  });
  const app = await NestFactory.createMicroservice(service.module, { strategy, logger: false, abortOnError: false });
  await app.listen();
  return { stop: () => app.close() };
}
