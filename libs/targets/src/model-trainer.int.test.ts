import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { decodeJson, encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { modelTrainingKey, modelTrainings } from '@tocsin/contracts/topics/model-trainings';
import { noise } from '@tocsin/domain/detection/noise.fake';
import { FORECASTER_MODEL } from '@tocsin/domain/forecasting/network-question';
import { type ModelTraining, untrained } from '@tocsin/domain/models/model-training';
import type { EventLog } from '@tocsin/ports/event-log';
import { systemClock } from '@tocsin/runtime/system-clock';
import { LOOK_PERIOD_MS } from '@tocsin/service-ml-prediction/training/model-trainer';
import { AUTOENCODER, strange, TrainingWorld } from './model-training-world.fake.js';

const HOUR_MS = 3_600_000;
const NOW = 1_790_000_000_000;
const RELEASED = '1.0.0';
/** What released models know well. */
const usual = (i: number): number => 10 * Math.sin(i / 12);

let home: string;
let log: EventLog & { close(): Promise<void> };
let world: TrainingWorld;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'tocsin-trainer-'))));
afterEach(async () => {
  await world.stop();
  await log.close();
  rmSync(home, { recursive: true, force: true });
});

async function open(): Promise<void> {
  log = await openMemoryLog({ directory: join(home, 'log'), clock: systemClock });
  await TrainingWorld.ensureTopics(log);
  world = new TrainingWorld(log, home, NOW);
}

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

const versionsOnDisk = (): string[] => {
  const folder = join(world.tenantsDir, 'acme', AUTOENCODER);
  return existsSync(folder) ? readdirSync(folder) : [];
};

test('the forecaster, which prediction asks, is trained further and loses less on windows that it has not seen', async () => {
  await open();
  world.happened(24, 0, strange);
  await world.start(FORECASTER_MODEL);
  await world.clock.advance(LOOK_PERIOD_MS);
  expect(world.errors).toEqual([]);
  const [adopted] = await told();
  expect(adopted).toMatchObject({ model: FORECASTER_MODEL, last_run: { verdict: 'adopted', series: 8 } });
  const { before = 0, after = 0 } = adopted?.last_run?.held_out_loss ?? {};
  expect(after).toBeLessThan(0.9 * before);
}, 120_000);

test('a trainer that is stopped does not wait for the history, and nothing comes of the run', async () => {
  await open();
  const asked = Promise.withResolvers<void>();
  world.history.series = () => {
    asked.resolve();
    return new Promise(() => undefined);
  };
  await world.start();
  void world.clock.advance(LOOK_PERIOD_MS);
  await asked.promise;
  await world.stop();
  expect(world.errors).toEqual([]);
  expect(await told()).toEqual([]);
});

test('a tenant with a strange rhythm gets a model that loses less, keeps it over a restart, and loses it when it does worse', async () => {
  await open();
  world.happened(24, 0, strange);
  await world.start();
  await world.clock.advance(LOOK_PERIOD_MS);
  expect(world.errors).toEqual([]);
  const [adopted, ...others] = await told();
  expect(others).toEqual([]);
  expect(adopted).toMatchObject({ former: null, last_run: { cause: 'first', verdict: 'adopted', series: 8 } });
  const { before = 0, after = 0 } = adopted?.last_run?.held_out_loss ?? {};
  expect(after).toBeLessThan(0.9 * before);
  const version = adopted?.version ?? '';
  await untilVersion(version);
  expect(await world.versionFor('globex')).toBe(RELEASED);
  expect(versionsOnDisk()).toEqual([version]);
  expect(statSync(join(home, 'model-key.pem')).mode & 0o777).toBe(0o600);

  await world.stop();
  await world.start();
  await untilVersion(version);

  // The tenant leaves its rhythm for one that the released model knows better: five hours of it are enough to judge by.
  await world.clock.advance(5 * HOUR_MS);
  world.happened(5, 0, (i) => 10 * Math.sin(i / 3));
  await world.clock.advance(HOUR_MS);
  const rolledBack = (await told()).at(-1);
  expect(rolledBack).toMatchObject({ version: null, former: null, rolled_back: { version } });
  await untilVersion(RELEASED);
  expect(await world.metric('tocsin_model_rollbacks_total')).toContain('model_type="lstm-autoencoder"} 1');
  expect(await world.metric('ml_model_accuracy')).toMatch(/model_type="lstm-autoencoder",tenant_id="acme"\} 0\.\d+/);
  expect(world.errors).toEqual([]);
}, 400_000);

test('series that drift make it due, and what was trained on poisoned data is refused; then it rests', async () => {
  await open();
  const last_run = { at: NOW - 7 * HOUR_MS, duration_ms: 1, cause: 'first', verdict: 'refused', reason: 'not-better', message: '', series: 8, training_windows: 500, held_out_windows: 60, held_out_loss: null } as const; // prettier-ignore
  const known = { ...untrained('acme', AUTOENCODER), last_run, fruitless_runs: 1 };
  const record = { key: modelTrainingKey('acme', AUTOENCODER), value: encodeJson(modelTrainings, known) };
  await log.append(topicName(modelTrainings, 't'), [record]);
  const random = noise(3);
  world.happened(24, 8, () => 1_000 * random() ** 9);
  world.happened(8, 0, usual);
  await world.start();
  await world.clock.advance(LOOK_PERIOD_MS);
  expect((await told()).at(-1)).toMatchObject({ last_run, accuracy: expect.any(Number) });

  for (const instance of ['0', '1', '2'])
    world.history.add('acme', { __name__: 'tocsin_drift', drift_type: 'data', test: 'adwin', instance }, [[NOW, 1]]);
  await world.clock.advance(LOOK_PERIOD_MS);
  const refused = (await told()).at(-1);
  expect(refused).toMatchObject({
    version: null,
    fruitless_runs: 2,
    last_run: { cause: 'drift', verdict: 'refused', training_windows: expect.any(Number) },
  });
  expect(['not-better', 'forgets']).toContain(refused?.last_run?.reason);
  expect(versionsOnDisk()).toEqual([]);
  expect(await world.versionFor('acme')).toBe(RELEASED);
  await world.clock.advance(HOUR_MS);
  expect((await told()).at(-1)?.last_run).toEqual(refused?.last_run);
  expect(await world.metric('tocsin_model_trainings_total')).toContain('verdict="refused"} 1');
  expect(world.errors).toEqual([]);
}, 400_000);

test('with too little to train on it says so, and how much is needed', async () => {
  await open();
  world.happened(2, 0, strange);
  await world.start();
  await world.clock.advance(LOOK_PERIOD_MS);
  const [abstained] = await told();
  expect(abstained?.last_run).toMatchObject({ verdict: 'abstained', reason: 'too-few-windows' });
  expect(abstained?.last_run?.message).toMatch(/^\d+ windows to train on and \d+ to judge by; at least 200 and 30/);
});

test.each(['training', 'writing'] as const)(
  'a process that is killed while %s loses nothing but the run',
  async (moment) => {
    const script = fileURLToPath(new URL('../dist/model-training-process.fake.js', import.meta.url));
    const child = spawn(process.execPath, [script, home, String(NOW), moment], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text) => (said += String(text)));
    const [, signal] = await once(child, 'exit');
    await open();
    expect([signal, said]).toEqual(['SIGKILL', '']);
    expect(await told()).toEqual([]);
    expect(versionsOnDisk()).toEqual(moment === 'writing' ? [expect.stringMatching(/\.draft$/)] : []);
    world.happened(24, 0, strange);
    await world.start();
    expect(await world.versionFor('acme')).toBe(RELEASED);
    await world.clock.advance(LOOK_PERIOD_MS);
    const version = (await told()).at(-1)?.version ?? '';
    await untilVersion(version);
    expect(versionsOnDisk()).toEqual([version]);
    expect(world.errors).toEqual([]);
  },
  400_000,
);
