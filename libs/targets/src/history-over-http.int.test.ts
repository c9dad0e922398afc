import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HistoryClient } from '@tocsin/adapter-history-client/history-client';
import { historyPaths } from '@tocsin/contracts/http/history-select';
import { historyServer } from '@tocsin/service-history/history-server';
import { historyTokenOf } from '@tocsin/service-history/history-token';
import {
  type HistoryReach,
  HistoryUnavailable,
  type RevisedHistory,
  TooManySamples,
} from '@tocsin/ports/series-history';
import { describeRevisions, describeSeriesHistory, type OpenedHistory } from '@tocsin/ports/series-history.contract';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import { freePort } from '@tocsin/testing/free-port';

const token = historyTokenOf('a-secret-of-a-test-that-is-long-enough');
type History = RevisedHistory & HistoryReach;
const nobody: History = {
  select: async () => [],
  series: async () => [],
  revision: async () => null,
  earliest: async () => null,
};
const range = { tenant: 'acme', matchers: [], from: 0, to: 10 };

async function serve(history: History, errors: unknown[] = []) {
  const server = historyServer({ history, token, onError: (error) => errors.push(error) });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => server.close() };
}

const threeProcesses = async (): Promise<OpenedHistory<HistoryClient>> => {
  const histories = [new FakeSeriesHistory(), new FakeSeriesHistory(), new FakeSeriesHistory()];
  const servers = await Promise.all(histories.map((history) => serve(history)));
  return {
    history: new HistoryClient({ urls: servers.map(({ url }) => url), token }),
    // A series lies with one process, or with two when its partition has moved.
    add: async (tenant, series) => {
      for (const { labels, points } of series) {
        const place = (labels['instance'] ?? '').length % 3;
        histories[place]?.add(tenant, labels, points);
        histories[(place + 1) % 3]?.add(tenant, labels, points.slice(0, 1));
      }
    },
    close: async () => void (await Promise.all(servers.map(({ close }) => close()))),
  };
};
describeSeriesHistory('the history of three processes, asked over HTTP', threeProcesses);
describeRevisions('the history of three processes, asked over HTTP', threeProcesses);

describe('a history over HTTP', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(() => Promise.all(closing.splice(0).map((close) => close())));
  const served = async (history: History, errors: unknown[] = []): Promise<string> => {
    const { url, close } = await serve(history, errors);
    closing.push(close);
    return url;
  };

  test('answers nobody who does not show the token, before it looks at what is asked', async () => {
    const url = await served(new FakeSeriesHistory());
    await expect(new HistoryClient({ urls: [url], token: `${token}x` }).select(range)).rejects.toThrow(
      /answered with 401/,
    );
    for (const headers of [{}, { authorization: token }, { authorization: 'Bearer' }]) {
      const { status } = await fetch(new URL(historyPaths.select, url), { method: 'POST', headers, body: '{' });
      expect(status).toBe(401);
    }
  });

  test("says when a tenant's history begins, whoever has the first of it", async () => {
    const [early, late] = [new FakeSeriesHistory(), new FakeSeriesHistory()];
    early.add('acme', { __name__: 'a' }, [[5, 1]]);
    late.add('acme', { __name__: 'a' }, [[7, 1]]);
    const client = new HistoryClient({ urls: [await served(late), await served(early)], token });
    expect(await client.earliest('acme')).toBe(5);
    expect(await client.earliest('globex')).toBeNull();
  });

  test('refuses what it cannot read and says so', async () => {
    const url = await served(new FakeSeriesHistory());
    const ask = async (body: unknown): Promise<number> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return (await fetch(new URL(historyPaths.series, url), { method: 'POST', headers, body: JSON.stringify(body) }))
        .status;
    };
    expect(await ask(range)).toBe(200);
    expect(await ask({ ...range, from: 'yesterday' })).toBe(400);
    expect(await ask({ ...range, more: 1 })).toBe(400);
    expect(await ask({ ...range, matchers: [{ name: 'a', operator: '=~', value: '(' }] })).toBe(400);
    expect(await ask({ ...range, matchers: [{ name: 'a', operator: '=', value: 'x'.repeat(2_000_000) }] })).toBe(413);
  });

  test('says that too many samples were asked for, be it one process or all of them together', async () => {
    const [small, other] = [new FakeSeriesHistory(2), new FakeSeriesHistory(2)];
    small.add('acme', { __name__: 'a' }, [[1, 1], [2, 2]]); // prettier-ignore
    other.add('acme', { __name__: 'b' }, [[1, 1], [2, 2]]); // prettier-ignore
    const urls = [await served(small), await served(other)];
    expect(await new HistoryClient({ urls, token }).select(range)).toHaveLength(2);
    await expect(new HistoryClient({ urls, token, samplesMax: 3 }).select(range)).rejects.toThrow(TooManySamples);
    small.add('acme', { __name__: 'a' }, [[3, 3]]);
    await expect(new HistoryClient({ urls, token }).select(range)).rejects.toThrow(TooManySamples);
  });

  test('gives no answer when a process fails, is not there, hangs, or is none of ours', async () => {
    const good = await served(new FakeSeriesHistory());
    const errors: unknown[] = [];
    const failing = { ...nobody, select: () => Promise.reject(new Error('no disk')) };
    const stranger = await listening((_request, response) => response.end('{}'));
    const silent = await listening(() => undefined);
    const absent = `http://127.0.0.1:${await freePort()}`;
    const ask = (url: string, timeoutMs?: number) =>
      new HistoryClient({ urls: [good, url], token, ...(timeoutMs === undefined ? {} : { timeoutMs }) }).select(range);
    await expect(ask(await served(failing, errors))).rejects.toThrow(/answered with 500: no disk/);
    expect(errors).toHaveLength(1);
    await expect(ask(absent)).rejects.toThrow(/did not answer: .*ECONNREFUSED/);
    await expect(ask(stranger)).rejects.toThrow(HistoryUnavailable);
    await expect(ask(silent, 50)).rejects.toThrow(/did not answer/);
  });

  test('says nothing of revisions where one process fails', async () => {
    const failing: History = new FakeSeriesHistory();
    failing.revision = () => Promise.reject(new Error('no'));
    const urls = [await served(new FakeSeriesHistory()), await served(failing)];
    expect(await new HistoryClient({ urls: urls.slice(0, 1), token }).revision('acme', 0)).toMatchObject({
      from: expect.any(Number),
    });
    expect(await new HistoryClient({ urls, token }).revision('acme', 0)).toBeNull();
  });

  test('holds no more answers at once than it may', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const slow = { ...nobody, select: async () => released.then(() => []) };
    const client = new HistoryClient({ urls: [await served(slow)], token });
    const asked = Array.from({ length: 9 }, () => client.select(range));
    await expect(Promise.any(asked.map((one) => one.then(() => Promise.reject(new Error()), String)))).resolves.toMatch(
      'answered with 503',
    );
    release();
    const answers = await Promise.allSettled(asked);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
    expect(await client.select(range)).toEqual([]);
  });

  async function listening(onRequest: Parameters<typeof createServer>[1]): Promise<string> {
    const server: Server = createServer(onRequest);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    closing.push(
      () =>
        new Promise((done) => {
          server.close(done);
          server.closeAllConnections();
        }),
    );
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
});
