import { defineTarget } from '@tocsin/runtime/target';
import { HistoryRecorder, type RecorderEvent } from '@tocsin/service-history/history-recorder';
import { historyServer } from '@tocsin/service-history/history-server';
import { historyTokenOf } from '@tocsin/service-history/history-token';
import type { Surroundings, TocsinTarget } from './ports.js';

/** Keeps the samples of the partitions that this process is given, and in a cluster answers the gateways. */
export function historyTarget({ config, clock, secret, logger, registry }: Surroundings): TocsinTarget {
  return defineTarget({
    name: 'history',
    needs: ['log', 'sampleHistory'],
    consumes: ['samples', 'tenants'],
    produces: [],
    start: async ({ log, sampleHistory: history }) => {
      const onError = (error: unknown): void => logger.error({ err: error }, 'history');
      const recorder = new HistoryRecorder({
        log,
        topicPrefix: config.topicPrefix,
        clock,
        history,
        registry,
        onEvent: (event) => logger[event.kind === 'assigned' ? 'info' : 'warn'](event, textOf(event)),
        onError,
      });
      const server =
        config.mode === 'production' ? historyServer({ history, token: historyTokenOf(secret), onError }) : null;
      await server?.listen({ host: config.history.host, port: config.history.port });
      await recorder.start();
      return {
        stop: async () => {
          await server?.close();
          await recorder.stop();
        },
      };
    },
  });
}

function textOf(event: RecorderEvent): string {
  switch (event.kind) {
    case 'assigned':
      return `history: partitions ${event.partitions.join(', ')} assigned`;
    case 'log_cut':
      return `history: partition ${event.partition}: the log no longer has records ${event.from} to ${event.to - 1}, which were in no block yet; their samples are missing from the history`;
    case 'log_replaced':
      return `history: partition ${event.partition}: the log ends at ${event.latest}, before record ${event.position} up to which it was read; it is read anew`;
  }
}
