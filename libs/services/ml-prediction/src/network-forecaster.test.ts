import { FORECASTER_MODEL } from '@tocsin/domain/forecasting/network-question';
import { type Horizon, SeriesForecaster } from '@tocsin/domain/forecasting/series-forecaster';
import type { ModelAnswer, ModelRequest } from '@tocsin/ports/model-server';
import { FakeModelServer } from '@tocsin/ports/model-server.fake';
import { NetworkForecaster } from './network-forecaster.js';

const forecaster = new SeriesForecaster();
for (let i = 0; i < 600; i += 1) forecaster.take(i * 300_000, i % 12);

function asking(series: object, horizon: Horizon) {
  const outlook = forecaster.outlook(horizon);
  return { series, name: 'cpu{}', time: 1, outlook: outlook.kind === 'outlook' ? outlook : null };
}

const models = (answer = new Float32Array(64 * 9)) =>
  new FakeModelServer(
    new Map([[FORECASTER_MODEL, { version: '1.0.0', inputs: { values: 512, observed: 512 }, answer: () => answer }]]),
  );

test('horizons on one grid are asked together, others apart, and each is told what is its own', async () => {
  const requests: ModelRequest[] = [];
  const server = models();
  const network = new NetworkForecaster({
    infer: (request) => {
      requests.push(request);
      return server.infer(request);
    },
  });
  const [one, other] = [{}, {}];
  const askings = [asking(one, '15m'), asking(one, '1h'), asking(one, '6h'), asking(other, '15m')];
  const answers = await network.ask('acme', [...askings, { series: one, name: '', time: 1, outlook: null }]);
  expect(requests).toHaveLength(3);
  expect(requests.every(({ tenant, windows }) => tenant === 'acme' && windows === 1)).toBe(true);
  expect(answers.map((answer) => answer?.length)).toEqual([576, 576, 576, 576, undefined]);
  expect(network.stats()).toEqual({ answered: 3, refused: {}, last: null });
});

test.each(['unknown-model', 'shed', 'timed-out', 'failed', 'wrong-shape', 'closed'] as const)(
  'what is refused as %s is no answer, and is counted with its reason and its series',
  async (reason) => {
    const refused: ModelAnswer = { kind: 'refused', reason, message: 'for the test' };
    const network = new NetworkForecaster({ infer: async () => refused });
    expect(await network.ask('acme', [asking({}, '1h')])).toEqual([null]);
    expect(network.stats()).toEqual({
      answered: 0,
      refused: { [reason]: 1 },
      last: { series: 'cpu{}', reason, message: 'for the test' },
    });
  },
);
