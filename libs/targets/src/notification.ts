import { transitions } from '@tocsin/contracts/topics/transitions';
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
    needs: ['log', 'deliveryStore', 'outbound'],
    consumes: ['transitions', 'receivers'],
    produces: ['notifications', 'dead-letters'],
    start: async ({ log, deliveryStore: store, outbound: http }) => {
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
      const module = NotificationModule.with(new Notifier(store, receivers, clock), dispatcher);
      const service = await startMicroservice(surroundings, log, {
        name: 'notification',
        module,
        consumes: [transitions],
      });
      return {
        stop: async () => {
          await service.stop();
          await dispatcher.stop();
          await receivers.stop();
        },
      };
    },
  });
}
