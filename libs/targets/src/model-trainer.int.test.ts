import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { topicName, decodeJson } from '@tocsin/contracts/define-topic';
import { modelTrainings } from '@tocsin/contracts/topics/model-trainings';
import type { ModelTraining } from '@tocsin/domain/models/model-training';
import type { EventLog } from '@tocsin/ports/event-log';
import { systemClock } from '@tocsin/runtime/system-clock';
import { LOOK_PERIOD_MS } from '@tocsin/service-ml-prediction/training/model-trainer';
import { AUTOENCODER, strange, TrainingWorld } from './model-training-world.fake.js';

const HOUR_MS = 3_600_000;
const NOW = 1_790_000_000_000;
const RELEASED = '1.0.0';

let home: string;
let log: EventLog & { close(): Promise<void> };
let world: TrainingWorld;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'tocsin-trainer-'));
  log = await openMemoryLog({ directory: join(home, 'log'), clock: systemClock });
  await TrainingWorld.ensureTopics(log);
  world = new TrainingWorld(log, home, NOW);
});
afterEach(async () => {
  await world.stop();
  await log.close();
  rmSync(home, { recursive: true, force: true });
});

/** What the log says of the tenant's model, oldest first. */
async function told(): Promise<ModelTraining[]> {
  const found: ModelTraining[] = [];
  for await (const { records } of log.read(topicName(modelTrainings, 't')))
    for (const { value } of records) {
      const decoded = value === null ? null : decodeJson(modelTrainings, value);
      if (decoded?.kind === 'value') found.push(decoded.value);
    }
  return found;
}

async function untilVersion(version: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await world.versionFor('acme')) !== version && Date.now() < deadline) await systemClock.wait(20);
  expect(await world.versionFor('acme')).toBe(version);
}

test('a tenant with a strange rhythm gets a model that loses less, and is the only one to get it; a restart goes on', async () => {
  world.happened(24, 0, strange);
  await world.start();
  await world.clock.advance(LOOK_PERIOD_MS);
  expect(world.errors).toEqual([]);
  const [adopted, ...others] = await told();
  console.log(JSON.stringify(adopted));
  expect(others).toEqual([]);
  expect(adopted).toMatchObject({ former: null, last_run: { cause: 'first', verdict: 'adopted', series: 8 } });
  const version = adopted?.version ?? '';
  await untilVersion(version);
  expect(await world.versionFor('globex')).toBe(RELEASED);
  expect(readdirSync(join(world.tenantsDir, 'acme', AUTOENCODER))).toEqual([version]);
  expect(statSync(join(home, 'model-key.pem')).mode & 0o777).toBe(0o600);
  await world.stop();
  await world.start();
  await untilVersion(version);
  await world.clock.advance(5 * HOUR_MS);
  expect(world.errors).toEqual([]);
  expect((await told()).filter(({ last_run }) => last_run?.at !== adopted?.last_run?.at)).toEqual([]);
}, 120_000);
