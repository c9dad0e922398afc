import { readNabFiles } from '@tocsin/adapter-host/nab-files';
import { rememberedTime } from '@tocsin/runtime/remembered-time';
import { defineTarget } from '@tocsin/runtime/target';
import { DemoPlayer } from '@tocsin/service-demo/demo-player';
import { DEMO_TENANT } from '@tocsin/service-demo/demo-world';
import { recordedWorld } from '@tocsin/service-demo/recorded-world';
import { simulatedShop } from '@tocsin/service-demo/simulated-shop';
import { startInbox } from './inbox.js';
import type { Surroundings, TocsinTarget } from './ports.js';
import { inboxReceiver, seedConfiguration } from './seed-configuration.js';

export function demoTarget(surroundings: Surroundings): TocsinTarget {
  const { config, clock, logger, say } = surroundings;
  return defineTarget({
    name: 'demo',
    needs: ['log'],
    consumes: [],
    produces: ['samples', 'commands'],
    start: async ({ log }) => {
      const recorded = await readNabFiles(config.demoData);
      const world = recorded.length > 0 ? recordedWorld(recorded) : simulatedShop('tocsin');
      const inbox = await startInbox(DEMO_TENANT, say);
      await seedConfiguration(surroundings, log, {
        tenant: DEMO_TENANT,
        rules: world.rules,
        marks: world.marks,
        receiver: inboxReceiver(DEMO_TENANT, inbox.url),
      });
      const firstStartedAt = rememberedTime(`${config.home}/demo-started-at`, clock.now());
      const onError = (error: unknown): void => logger.error({ err: error }, 'the demo could not send its samples');
      const player = new DemoPlayer({ log, topicPrefix: config.topicPrefix, clock, world, firstStartedAt, onError });
      player.start();
      say(`demo tenant: ${world.description}`);
      return {
        stop: async () => {
          player.stop();
          await inbox.stop();
        },
      };
    },
  });
}
