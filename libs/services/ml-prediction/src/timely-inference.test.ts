import { FakeClock } from '@tocsin/ports/clock.fake';
import type { ModelAnswer, ModelRequest } from '@tocsin/ports/model-server';
import { TimelyInference } from './timely-inference.js';

const request: ModelRequest = { model: 'any', windows: 1, inputs: {}, usefulness: 1 };
const answered: ModelAnswer = { kind: 'answered', output: new Float32Array(1), version: '1.0.0' };

test('who does not answer in time is not waited for, and not asked for half a minute', async () => {
  const clock = new FakeClock(0);
  let [asked, hangs] = [0, true];
  const models = {
    infer: (): Promise<ModelAnswer> => {
      asked += 1;
      return hangs ? new Promise(() => undefined) : Promise.resolve(answered);
    },
  };
  const timely = new TimelyInference(models, clock);
  const waiting = timely.infer(request);
  await clock.advance(2_000);
  expect(await waiting).toMatchObject({
    kind: 'refused',
    reason: 'timed-out',
    message: expect.stringContaining('2000 ms'),
  });
  hangs = false;
  expect(await timely.infer(request)).toMatchObject({ reason: 'timed-out', message: expect.stringContaining('30 s') });
  expect(asked).toBe(1);
  await clock.advance(30_000);
  expect(await timely.infer(request)).toBe(answered);
});
