import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { systemClock } from '@tocsin/runtime/system-clock';
import { LOOK_PERIOD_MS } from '@tocsin/service-ml-prediction/training/model-trainer';
import { AUTOENCODER, strange, TrainingWorld } from './model-training-world.fake.js';

/**
 * A process that trains a model and kills itself on the way: while it trains, or while it writes the version that was adopted.
 *
 * `node model-training-process.fake.js HOME NOW training|writing`
 */
const [home = '', now = '', moment = ''] = process.argv.slice(2);
const die = (): void => void process.kill(process.pid, 'SIGKILL');

const log = await openMemoryLog({ directory: join(home, 'log'), clock: systemClock });
await TrainingWorld.ensureTopics(log);
// A run that takes an hour is not over when it is killed.
const world = new TrainingWorld(log, home, Number(now), moment === 'training' ? 0.001 : 1);
const { workshop } = world;
if (moment === 'training') {
  const train = workshop.train.bind(workshop);
  workshop.train = (training, signal) => {
    void systemClock.wait(500).then(die);
    return train(training, signal);
  };
} else {
  const keep = workshop.keep.bind(workshop);
  workshop.keep = (model) => {
    void asSoonAsDrafted(join(world.tenantsDir, model.tenant, AUTOENCODER)).then(die);
    return keep(model);
  };
}
world.happened(24, 0, strange);
await world.start();
await world.clock.advance(LOOK_PERIOD_MS);
throw new Error(`it has come to the end, and was to be killed while ${moment}`);

async function asSoonAsDrafted(folder: string): Promise<void> {
  while (!existsSync(folder) || !readdirSync(folder).some((entry) => entry.endsWith('.draft'))) await setImmediate();
}
