import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type InstallationKey, installationKey } from '@tocsin/runtime/installation-key';
import { ModelRegistry } from '@tocsin/adapter-onnx/model-registry';
import { OnnxModelWorkshop } from '@tocsin/adapter-onnx/onnx-model-workshop';
import { openModelServer } from '@tocsin/adapter-onnx/open-model-server';
import { topicName } from '@tocsin/contracts/define-topic';
import { modelTrainings } from '@tocsin/contracts/topics/model-trainings';
import { uniform } from '@tocsin/domain/detection/noise.fake';
import { trainingRecipes } from '@tocsin/domain/models/training-recipe';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { EventLog } from '@tocsin/ports/event-log';
import type { ModelServer } from '@tocsin/ports/model-server';
import type { ModelWorkshop } from '@tocsin/ports/model-workshop';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import { systemClock } from '@tocsin/runtime/system-clock';
import { PredictionMetrics } from '@tocsin/service-ml-prediction/prediction-metrics';
import { ModelTrainer } from '@tocsin/service-ml-prediction/training/model-trainer';
import { TrainingMetrics } from '@tocsin/service-ml-prediction/training/training-metrics';
import { Registry } from 'prom-client';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const built = (file: string): URL => pathToFileURL(join(ROOT, 'libs/adapters/onnx/dist', file));
const MINUTE_MS = 60_000;
const PREFIX = 't';

export const AUTOENCODER = 'lstm-autoencoder';

/** A job of three beats of thirteen, with a dip in the second: a rhythm that no released model has seen. */
export const strange = (i: number): number => [0, 5, 5, 0, -4, 0, 5, 1, 5, 0, 0, 9, 0][i % 13] ?? 0;

/** A trainer with real threads, a real server and a real log, for one tenant whose history and time the test holds. */
export class TrainingWorld {
  readonly history = new FakeSeriesHistory();
  readonly registry = new Registry();
  readonly errors: unknown[] = [];
  readonly key: InstallationKey;
  readonly workshop: ModelWorkshop;
  readonly tenantsDir: string;
  readonly clock: FakeClock;
  #server: ModelServer | null = null;
  #trainer: ModelTrainer | null = null;

  constructor(
    private readonly log: EventLog,
    home: string,
    /** ms since 1970. */
    now: number,
    private readonly coreShare = 1,
  ) {
    mkdirSync(home, { recursive: true });
    this.clock = new FakeClock(now);
    this.tenantsDir = join(home, 'models');
    this.key = installationKey(join(home, 'model-key.pem'));
    this.workshop = new OnnxModelWorkshop({
      released: new ModelRegistry(join(ROOT, 'models'), [releaseKey()]),
      tenantsDir: this.tenantsDir,
      key: this.key,
      clock: systemClock,
      inferenceCode: built('inference-thread-main.js'),
      trainingCode: built('training-thread-main.js'),
    });
  }

  static async ensureTopics(log: EventLog): Promise<void> {
    await log.ensureTopics([{ ...modelTrainings, name: topicName(modelTrainings, PREFIX) }]);
  }

  async start(model = AUTOENCODER): Promise<void> {
    const server = openModelServer(
      {
        dir: join(ROOT, 'models'),
        trustedKeys: [releaseKey()],
        tenantsDir: this.tenantsDir,
        tenantKeys: [this.key.publicKey],
      },
      {
        clock: systemClock,
        precision: 'int8',
        threads: 1,
        coreShare: 1,
        threadCode: built('inference-thread-main.js'),
      },
    );
    this.#server = server;
    this.#trainer = new ModelTrainer({
      log: this.log,
      topicPrefix: PREFIX,
      processName: 'one',
      clock: this.clock,
      random: uniform(11),
      history: this.history,
      workshop: this.workshop,
      models: server,
      intervalMs: 168 * 60 * MINUTE_MS,
      wanted: () => new Map([['acme', new Set(['jobs'])]]),
      owns: () => true,
      metrics: new TrainingMetrics(this.registry),
      predictionMetrics: new PredictionMetrics(this.registry),
      recipes: trainingRecipes.filter((recipe) => recipe.model === model),
      coreShare: this.coreShare,
      onError: (error) => this.errors.push(error),
    });
    await this.#trainer.start();
  }

  async stop(): Promise<void> {
    await this.#trainer?.stop();
    await this.#server?.close();
    this.registry.clear();
  }

  /** What eight series of the tenant were, minute by minute. @param from - hours before now, as is `to` */
  happened(from: number, to: number, value: (minute: number, instance: number) => number): void {
    const now = this.clock.now();
    const [first, last] = [
      Math.ceil((now - from * 60 * MINUTE_MS) / MINUTE_MS),
      (now - to * 60 * MINUTE_MS) / MINUTE_MS,
    ];
    for (let instance = 0; instance < 8; instance += 1) {
      const samples: [number, number][] = [];
      for (let minute = first; minute < last; minute += 1)
        samples.push([
          minute * MINUTE_MS,
          value(minute + 5 * instance, instance) + 0.2 * Math.sin((minute + instance) ** 2),
        ]);
      this.history.add('acme', { __name__: 'jobs', instance: String(instance) }, samples);
    }
  }

  /** Which version answers the tenant. */
  async versionFor(tenant: string, model = AUTOENCODER): Promise<string> {
    const windows = Float32Array.from({ length: 50 }, (_, i) => Math.sin(i));
    const answer = await this.#server?.infer({ model, tenant, windows: 1, inputs: { windows }, usefulness: 1 });
    if (answer?.kind !== 'answered') throw new Error(answer?.message ?? 'no server');
    return answer.version;
  }

  metric(name: string): Promise<string> {
    return this.registry.getSingleMetricAsString(name);
  }
}

export const releaseKey = (): string => readFileSync(join(ROOT, 'config/model-keys/release.pem'), 'utf8');
