import { cp, mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '@tocsin/runtime/system-clock';
import { SeriesForecaster } from '@tocsin/domain/forecasting/series-forecaster';
import { NetworkForecaster } from '@tocsin/service-ml-prediction/network-forecaster';
import { openModels } from './open-models.js';

const root = join(__dirname, '../../..');
const threadCode = pathToFileURL(join(root, 'libs/adapters/onnx/dist/inference-thread-main.js'));
let home: string;
let config: Parameters<typeof openModels>[0];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tocsin-open-models-'));
  config = {
    releasedDirectory: join(home, 'released'),
    releaseKeysDirectory: join(root, 'config/model-keys'),
    tenantsDirectory: join(home, 'tenants'),
  };
  await cp(join(root, 'models'), config.releasedDirectory, { recursive: true });
});
afterEach(() => rm(home, { recursive: true }));

/** What predictions get of a series, and what is told of it. */
async function told() {
  const degraded: string[] = [];
  const models = await openModels(config, [], systemClock, (message) => degraded.push(message), threadCode);
  const forecaster = new SeriesForecaster();
  for (let i = 0; i < 600; i += 1) forecaster.take(i * 300_000, 50 + 20 * Math.sin((2 * Math.PI * i) / 48));
  const outlook = forecaster.outlook('1h');
  if (outlook.kind === 'abstained') throw new Error('too little past');
  const network = new NetworkForecaster(models);
  const [answer] = await network.ask('acme', [{ series: {}, name: 'cpu', time: 0, outlook }]);
  const report = models?.report();
  await models?.close();
  return { answer, forecast: forecaster.complete(outlook, answer ?? null), stats: network.stats(), report, degraded };
}

test('the released forecaster tells of a series, in the form that forecasts take', async () => {
  const { answer, stats, report, degraded } = await told();
  expect(answer).toHaveLength(64 * 9);
  expect(stats).toMatchObject({ answered: 1, last: null });
  expect(report?.served).toEqual([{ model: 'quantile-forecaster', version: '1.0.0' }]);
  expect(degraded).toEqual([]);
});

test.each([
  ['a model that was changed', () => writeFile(join(config.releasedDirectory, 'quantile-forecaster/1.0.0/fp32.onnx'), 'x'), /not the file that was signed/],
  ['a model without its signature', () => rm(join(config.releasedDirectory, 'quantile-forecaster/1.0.0/card.json.sig')), /not signed/],
  ['no models at all', () => rm(config.releasedDirectory, { recursive: true }), /no version of it in \/.*\/released$/],
] as const)('%s: the other members forecast, and it is said why', async (_, spoil, reason) => {
  await spoil();
  const { answer, forecast, stats } = await told();
  expect(answer).toBeNull();
  expect(forecast.kind).toBe('forecast');
  expect(stats.last).toMatchObject({ series: 'cpu', reason: 'unknown-model', message: expect.stringMatching(reason) });
}); // prettier-ignore

test('where nobody is trusted there is no server, and it is said why', async () => {
  const empty = join(home, 'keys');
  await mkdir(empty);
  config = { ...config, releaseKeysDirectory: empty };
  const { forecast, degraded } = await told();
  expect(forecast.kind).toBe('forecast');
  expect(degraded).toEqual([expect.stringContaining('holds no file that ends with .pem')]);
});
