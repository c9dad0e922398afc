import { commands } from '@tocsin/contracts/topics/commands';
import { OutboxRelay } from '@tocsin/service-rule-management/outbox-relay';
import { RuleManager } from '@tocsin/service-rule-management/rule-manager';
import { RuleManagementModule } from '@tocsin/service-rule-management/rule-management.module';
import { defineTarget } from '@tocsin/runtime/target';
import { startMicroservice } from './nest-microservice.js';
import type { Surroundings, TocsinTarget } from './ports.js';

export function ruleManagementTarget(surroundings: Surroundings): TocsinTarget {
  const { config, clock, ids, logger } = surroundings;
  return defineTarget({
    name: 'rule-management',
    needs: ['log', 'configurationStore'],
    consumes: ['commands'],
    produces: [
      'rules',
      'rule-groups',
      'rule-proposals',
      'group-proposals',
      'incidents',
      'recommendations',
      'incident-notes',
      'approval-policies',
      'receivers',
      'notification-policies',
      'prediction-marks',
      'silences',
      'acknowledgements',
      'samples',
      'audit',
      'tenants',
      'api-keys',
      'revocations',
      'erasures',
      'command-replies',
      'dead-letters',
    ],
    start: async ({ log, configurationStore: store }) => {
      const onError = (error: unknown): void => logger.error({ err: error }, 'the outbox could not be published');
      const options = { log, store, topicPrefix: config.topicPrefix, clock, ids, onError };
      const relay = new OutboxRelay(options);
      const module = RuleManagementModule.with(new RuleManager(options), relay);
      const service = await startMicroservice(surroundings, log, {
        name: 'rule-management',
        module,
        consumes: [commands],
      });
      return {
        stop: async () => {
          await service.stop();
          await relay.stop();
        },
      };
    },
  });
}
