import { PostgresActiveAlertStore } from '@tocsin/adapter-postgres/active-alert-store';
import { PostgresAlertGroupStore } from '@tocsin/adapter-postgres/alert-group-store';
import { PostgresExternalAlertStore } from '@tocsin/adapter-postgres/external-alert-store';
import { postedAlerts } from '@tocsin/contracts/topics/posted-alerts';
import { receiverTests } from '@tocsin/contracts/topics/receiver-tests';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { tenants as tenantsTopic } from '@tocsin/contracts/topics/tenants';
import { defaultQuotas } from '@tocsin/domain/access/quotas';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { AlertingDirectory } from '@tocsin/service-notification/alerting-directory';
import { AlertmanagerSender } from '@tocsin/service-notification/alertmanager-sender';
import { Carrier } from '@tocsin/service-notification/carrier';
import { DeliveryDispatcher } from '@tocsin/service-notification/delivery-dispatcher';
import { ExternalAlerts } from '@tocsin/service-notification/external-alerts';
import { GroupDecider } from '@tocsin/service-notification/group-decider';
import { GroupWorker } from '@tocsin/service-notification/group-worker';
import { NotificationModule } from '@tocsin/service-notification/notification.module';
import { Notifier } from '@tocsin/service-notification/notifier';
import type { ReceiverKeys } from '@tocsin/service-notification/prepare-notice';
import { ReceiverDirectory } from '@tocsin/service-notification/receiver-directory';
import { ReceiverTester } from '@tocsin/service-notification/receiver-tester';
import { signingSecretOf } from '@tocsin/runtime/webhook-signature';
import { openSecret } from '@tocsin/runtime/sealed-secret';
import { defineTarget } from '@tocsin/runtime/target';
import type { TenantKeys } from '@tocsin/runtime/tenant-keys';
import { linkBaseOf } from './link-base.js';
import { startMicroservice } from './nest-microservice.js';
import type { Surroundings, TocsinTarget } from './ports.js';

export function notificationTarget(surroundings: Surroundings): TocsinTarget {
  const { config, clock, random, logger, registry, secret, processName, traces } = surroundings;
  return defineTarget({
    name: 'notification',
    needs: ['log', 'database', 'deliveryStore', 'deliveryLedger', 'outbound', 'mailer', 'rateCounter', 'tenantKeys'],
    consumes: [
      'transitions',
      'posted-alerts',
      'receivers',
      'receiver-tests',
      'notification-policies',
      'silences',
      'acknowledgements',
      'tenants',
    ],
    produces: ['transitions', 'notifications', 'notifications-out', 'receiver-test-results', 'dead-letters'],
    start: async ({ log, database, deliveryStore, deliveryLedger, outbound, mailer, rateCounter, tenantKeys }) => {
      const { topicPrefix } = config;
      const { tracing } = traces;
      const receivers = new ReceiverDirectory();
      const configuration = new AlertingDirectory();
      const tenants = new CompactedDirectory(tenantsTopic, ({ tenant_id }) => tenant_id);
      const [following] = await Promise.all([
        tenants.follow(log, topicPrefix, processName, 'notification'),
        receivers.start(log, topicPrefix, processName),
        configuration.start(log, topicPrefix, processName),
      ]);
      const externalUrl = linkBaseOf(config);
      const carrier = new Carrier({ http: outbound, mailer, log, topicPrefix });
      const keysOf = receiverKeysOf(secret, tenantKeys);
      const dispatcher = new DeliveryDispatcher({
        store: deliveryStore,
        ledger: deliveryLedger,
        receivers,
        carrier,
        keysOf,
        rates: rateCounter,
        log,
        topicPrefix,
        clock,
        random,
        notificationsAnHour: (tenant) => (tenants.get(tenant, tenant)?.quotas ?? defaultQuotas).notifications_per_hour,
        externalUrl,
        registry,
        tracing,
        onAttempt: (attempt) => logger.debug(attempt, 'a delivery was attempted'),
        onError: (error) => logger.error({ err: error }, 'a delivery could not be written down'),
      });
      const tester = new ReceiverTester({
        receivers,
        carrier,
        keysOf,
        rates: rateCounter,
        clock,
        externalUrl,
        log,
        topicPrefix,
        onError: (error) => logger.error({ err: error }, 'the result of a test could not be told'),
      });
      const alerts = new PostgresActiveAlertStore(database);
      const sender = new AlertmanagerSender({
        store: alerts,
        receivers,
        http: outbound,
        clock,
        random,
        externalUrl,
        registry,
        tracing,
        report: ({ kind, tenantId, address, message }) =>
          logger[kind === 'recovered' ? 'info' : 'warn'](
            { tenant_id: tenantId, address },
            `Alertmanager ${kind}: ${message}`,
          ),
        onError: (error) => logger.error({ err: error }, 'active alerts could not be read or written'),
      });
      const groups = new PostgresAlertGroupStore(database);
      const worker = new GroupWorker({
        store: groups,
        decider: new GroupDecider({ configuration, receivers, externalUrl, tracing }),
        configuration,
        clock,
        owes: () => void dispatcher.wake(),
        onError: (error) => logger.error({ err: error }, 'groups of alerts could not be decided'),
      });
      configuration.listen({
        policyChanged: (tenant) => worker.policyChanged(tenant),
        holdsChanged: (tenant) => worker.holdsChanged(tenant),
      });
      receivers.listen((tenant) => worker.receiverMade(tenant));
      await worker.start();
      const external = new ExternalAlerts({
        store: new PostgresExternalAlertStore(database),
        log,
        topicPrefix,
        clock,
        onError: (error) => logger.error({ err: error }, 'alerts of others could not be ended'),
      });
      const notifier = new Notifier(groups, worker, configuration, clock);
      const module = NotificationModule.with({ notifier, worker, sender, external, tester });
      const service = await startMicroservice(surroundings, log, {
        name: 'notification',
        module,
        consumes: [transitions, postedAlerts, receiverTests],
      });
      return {
        stop: async () => {
          await service.stop();
          await Promise.all([worker.stop(), external.stop()]);
          await Promise.all([dispatcher.stop(), sender.stop(), tester.stop()]);
          await Promise.all([receivers.stop(), configuration.stop(), following.stop()]);
        },
      };
    },
  });
}

/** The keys of a tenant's receivers: for what was sealed for them the tenant's own, else derived from the platform's secret. */
function receiverKeysOf(platformSecret: string, keys: TenantKeys): (tenant: string) => Promise<ReceiverKeys> {
  return async (tenant) => {
    const tenantKey = await keys.ofReceivers(tenant);
    return {
      open: (owner, sealed) => openSecret({ tenantKey, platformSecret }, owner, sealed),
      signingSecretOf: (receiverId) => signingSecretOf(platformSecret, receiverId),
    };
  };
}
