import { systemRules } from '@tocsin/service-self-monitoring/system-rules';
import { SYSTEM_TENANT, SystemMetricsCollector } from '@tocsin/service-self-monitoring/system-metrics-collector';
import {
  CANARY_RECEIVER,
  CANARY_RULE,
  CANARY_TENANT,
  canaryReceiver,
  canaryRule,
} from '@tocsin/service-self-monitoring/watchdog/canary-configuration';
import { Watchdog } from '@tocsin/service-self-monitoring/watchdog/watchdog';
import { toldOfWatch } from '@tocsin/service-self-monitoring/watchdog/watchdog-report';
import { defineTarget } from '@tocsin/runtime/target';
import { isHeardHere, startInbox } from './inbox.js';
import { linkBaseOf } from './link-base.js';
import type { Surroundings, TocsinTarget } from './ports.js';
import { inboxReceiver, seedConfiguration } from './seed-configuration.js';

const PERIOD_MS = 5_000;

export function selfMonitoringTarget(surroundings: Surroundings): TocsinTarget {
  const { config, clock, logger, registry, say } = surroundings;
  return defineTarget({
    name: 'self-monitoring',
    needs: ['log', 'hostProbe', 'deliveryStore', 'outbound'],
    consumes: ['notifications-out'],
    produces: ['samples', 'metrics_json', 'commands'],
    start: async ({ log, hostProbe: probe, deliveryStore: deliveries, outbound: http }) => {
      const { topicPrefix } = config;
      const inbox = isHeardHere(config) ? await startInbox(SYSTEM_TENANT, say) : null;
      await seedConfiguration(surroundings, log, {
        tenant: SYSTEM_TENANT,
        rules: systemRules(linkBaseOf(config)),
        marks: [],
        receiver: inbox === null ? null : inboxReceiver(SYSTEM_TENANT, inbox.url),
      });
      await seedConfiguration(surroundings, log, {
        tenant: CANARY_TENANT,
        rules: { [CANARY_RULE]: canaryRule },
        marks: [],
        receiver: { id: CANARY_RECEIVER, draft: canaryReceiver },
      });
      const collector = new SystemMetricsCollector({
        log,
        topicPrefix,
        clock,
        probe,
        periodMs: PERIOD_MS,
        onError: (error) => logger.error({ err: error }, 'the host could not be read'),
      });
      await collector.start();
      const watchdog = new Watchdog({
        log,
        deliveries,
        http,
        clock,
        topicPrefix,
        registry,
        ...config.watchdog,
        report: (event) => {
          const { level, text } = toldOfWatch(event);
          logger[level](event.kind === 'blind' ? { err: event.error } : event, text);
        },
        onError: (error) => logger.error({ err: error }, 'a canary could not be sent'),
      });
      await watchdog.start();
      return {
        stop: async () => {
          await watchdog.stop();
          collector.stop();
          await inbox?.stop();
        },
      };
    },
  });
}
