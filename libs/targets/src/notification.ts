import { PostgresActiveAlertStore } from '@tocsin/adapter-postgres/active-alert-store';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { AlertmanagerSender } from '@tocsin/service-notification/alertmanager-sender';
import { DeliveryDispatcher } from '@tocsin/service-notification/delivery-dispatcher';
import { NotificationModule } from '@tocsin/service-notification/notification.module';
import { Notifier } from '@tocsin/service-notification/notifier';
import { ReceiverDirectory } from '@tocsin/service-notification/receiver-directory';
import { defineTarget } from '@tocsin/runtime/target';
import { startMicroservice } from './nest-microservice.js';
import type { Surroundings, TocsinTarget } from './ports.js';

export function notificationTarget(surroundings: Surroundings): TocsinTarget {
  const { config, clock, random, logger, registry, secret, processName } = surroundings;
  return defineTarget({
    name: 'notification',
    needs: ['log', 'database', 'deliveryStore', 'outbound'],
    consumes: ['transitions', 'receivers'],
    produces: ['notifications', 'dead-letters'],
    start: async ({ log, database, deliveryStore: store, outbound: http }) => {
      const receivers = new ReceiverDirectory();
      await receivers.start(log, config.topicPrefix, processName);
      const dispatcher = new DeliveryDispatcher({
        store,
        receivers,
        http,
        log,
        topicPrefix: config.topicPrefix,
        clock,
        random,
        platformSecret: secret,
        externalUrl: `http://${config.host}:${config.port}`,
        registry,
        onError: (error) => logger.error({ err: error }, 'a delivery could not be written down'),
      });
      const alerts = new PostgresActiveAlertStore(database);
      const sender = new AlertmanagerSender({
        store: alerts,
        receivers,
        http,
        clock,
        random,
        externalUrl: linkBaseOf(config),
        registry,
        report: ({ kind, tenantId, address, message }) =>
          logger[kind === 'recovered' ? 'info' : 'warn'](
            { tenant_id: tenantId, address },
            `Alertmanager ${kind}: ${message}`,
          ),
        onError: (error) => logger.error({ err: error }, 'active alerts could not be read or written'),
      });
      const module = NotificationModule.with(new Notifier(store, alerts, receivers, clock), dispatcher, sender);
      const service = await startMicroservice(surroundings, log, {
        name: 'notification',
        module,
        consumes: [transitions],
      });
      return {
        stop: async () => {
          await service.stop();
          await Promise.all([dispatcher.stop(), sender.stop()]);
          await receivers.stop();
        },
      };
    },
  });
}

/** Where links to rules begin; empty when the gateway listens on every address, which is none to link to. */
function linkBaseOf({ host, port }: Surroundings['config']): string {
  if (host === '0.0.0.0' || host === '::') return '';
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
