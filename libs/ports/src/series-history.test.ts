import { SeriesMatcher } from './history-answer.js';
import { describeBlockStore } from './block-store.contract.js';
import { FakeBlockStore } from './block-store.fake.js';
import { describeRevisions, describeSeriesHistory, type OpenedHistory } from './series-history.contract.js';
import { FakeSeriesHistory } from './series-history.fake.js';
import { TooManySamples } from './series-history.js';

const fakeHistory = async (): Promise<OpenedHistory<FakeSeriesHistory>> => {
  const history = new FakeSeriesHistory();
  return {
    history,
    add: async (tenant, series) => {
      for (const { labels, points } of series) history.add(tenant, labels, points);
    },
    close: async () => undefined,
  };
};
describeSeriesHistory('the fake history', fakeHistory);
describeRevisions('the fake history', fakeHistory);

describeBlockStore('the fake block store', async () => {
  const store = new FakeBlockStore();
  return { store, reopen: async () => store, close: async () => undefined };
});

test('a select that would bring more samples than it may is refused', async () => {
  const history = new FakeSeriesHistory(2);
  const range = { tenant: 'acme', matchers: [], from: 0, to: 9 };
  history.add('acme', { __name__: 'cpu' }, [[1, 1], [2, 1]]); // prettier-ignore
  expect(await history.select(range)).toHaveLength(1);
  history.add('acme', { __name__: 'mem' }, [[3, 1]]);
  await expect(history.select(range)).rejects.toThrow(TooManySamples);
});

test('a key of another metric is told by its beginning, however its name goes on', () => {
  const matcher = new SeriesMatcher([{ name: '__name__', operator: '=', value: 'a"b' }]);
  expect(matcher.labelsIfMatching(JSON.stringify(['a"b', 'x', '1']))).toEqual({ __name__: 'a"b', x: '1' });
  expect(matcher.labelsIfMatching(JSON.stringify(['a"bc']))).toBeNull();
});
