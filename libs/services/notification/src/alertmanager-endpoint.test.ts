import { FakeActiveAlertStore } from '@tocsin/ports/active-alert-store.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { AlertmanagerEndpoint, WAITING_MAX } from './alertmanager-endpoint.js';

function endpointWith(count: (outcome: string, alerts: number) => void): AlertmanagerEndpoint {
  return new AlertmanagerEndpoint('acme', 'http://am/api/v2/alerts', {
    store: new FakeActiveAlertStore(),
    http: {
      post: () => Promise.reject(new Error('there is nothing to send')),
      refusal: async () => null,
    },
    clock: new FakeClock(0),
    random: () => 0,
    externalUrl: '',
    count,
    report: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
}

test('an alert that is owed twice waits once; what is too much is left out and counted', () => {
  const counted: [string, number][] = [];
  const endpoint = endpointWith((...one) => counted.push(one));
  const ids = Array.from({ length: WAITING_MAX }, (_, i) => `a${i}`);
  endpoint.owe(ids);
  endpoint.owe(ids);
  expect(counted).toEqual([]);
  endpoint.owe(['one', 'two', 'three']);
  expect(counted).toEqual([['dropped', 3]]);
});

test('nothing is sent for alerts that were forgotten while they waited', async () => {
  const counted: [string, number][] = [];
  const endpoint = endpointWith((...one) => counted.push(one));
  endpoint.owe(['gone']);
  endpoint.wake();
  await endpoint.stop();
  expect(counted).toEqual([]);
});
