import { defineTarget } from '@tocsin/runtime/target';
import { SYSTEM_TENANT, SystemMetricsCollector } from '@tocsin/service-self-monitoring/system-metrics-collector';
import { systemRules } from '@tocsin/service-self-monitoring/system-rules';
import { startInbox } from './inbox.js';
import type { Surroundings, TocsinTarget } from './ports.js';
import { seedConfiguration } from './seed-configuration.js';

const PERIOD_MS = 5_000;

export function selfMonitoringTarget(surroundings: Surroundings): TocsinTarget {
  const { config, clock, logger, say } = surroundings;
  return defineTarget({
    name: 'self-monitoring',
    needs: ['log', 'hostProbe'],
    consumes: [],
    produces: ['samples', 'commands'],
    start: async ({ log, hostProbe: probe }) => {
      const inbox = await startInbox(SYSTEM_TENANT, say);
      await seedConfiguration(surroundings, log, { tenant: SYSTEM_TENANT, rules: systemRules, inboxUrl: inbox.url });
      const onError = (error: unknown): void => logger.error({ err: error }, 'the host could not be read');
      const collector = new SystemMetricsCollector({
        log,
        topicPrefix: config.topicPrefix,
        clock,
        probe,
        periodMs: PERIOD_MS,
        onError,
      });
      await collector.start();
      return {
        stop: async () => {
          collector.stop();
          await inbox.stop();
        },
      };
    },
  });
}
