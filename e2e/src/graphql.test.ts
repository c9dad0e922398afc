import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Standalone } from './world/standalone.js';

let standalone: Standalone;
beforeAll(async () => {
  standalone = await Standalone.start();
}, 60_000);
afterAll(() => standalone.remove());

const ask = async (query: string, variables: Record<string, unknown> = {}) =>
  (await standalone.api.tocsin.graphql({ body: { query, variables } })).data;

test('the rule of the specification works by GraphQL, and REST reads the same', async () => {
  const { data } = await ask(
    `mutation {
      createRule(input: {
        name: "High CPU Usage", description: "Alert when CPU exceeds 80%", severity: HIGH, category: infrastructure,
        tenant_id: "acme_main",
        conditions: [{ type: "threshold", metric_path: "current_metrics.cpu_usage", operator: ">", threshold: 80.0 }]
      }) { id version status conditions { ... on RuleConditionThreshold { metric_path threshold } } }
    }`,
  );
  const { id, ...created } = (data as { createRule: { id: string } }).createRule;
  expect(created).toEqual({
    version: 1,
    status: 'active',
    conditions: [{ metric_path: 'current_metrics.cpu_usage', threshold: 80 }],
  });
  const read = await standalone.api.tocsin.getRule({ id });
  expect(read.data).toMatchObject({ id, name: 'High CPU Usage', severity: 'HIGH' });
  expect(await ask('query ($id: String!) { rule(id: $id) { name } }', { id })).toEqual({
    data: { rule: { name: 'High CPU Usage' } },
  });
});

test('whoever has no token is told so as everywhere', async () => {
  const answer = await standalone.api.ask(
    'POST',
    '/graphql',
    { query: '{ rules { next_cursor } }' },
    { authorization: '' },
  );
  expect(answer).toMatchObject({ status: 401 });
});

describe('subscriptions', () => {
  const clients: Client[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) void client.dispose();
  });

  function connect(token: string): Client {
    const client = createClient({
      url: `${standalone.api.base.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    clients.push(client);
    return client;
  }

  interface Event {
    id: string;
    transition: { state: string; labels: { instance?: string } };
  }

  /** Takes in events until there are so many; `onStart` is called when the first question is on its way. */
  async function events(
    client: Client,
    args: string,
    count: number,
    onStart: () => Promise<unknown>,
  ): Promise<Event[]> {
    const query = `subscription { transitions${args} { id transition { state labels } } }`;
    const found: Event[] = [];
    const iterator = client.iterate<{ transitions: Event }>({ query });
    // What is answered on the same socket afterwards shows that the subscription stands.
    const next = iterator.next();
    // It is awaited below; until then nobody hears of its failure.
    next.catch(() => undefined);
    for await (const _ of client.iterate({ query: '{ rules(limit: 1) { next_cursor } }' })) await onStart();
    for (let one = await next; ; one = await iterator.next()) {
      if (one.done === true) return found;
      if (one.value.errors !== undefined) throw new Error(JSON.stringify(one.value.errors));
      if (one.value.data) found.push(one.value.data.transitions);
      if (found.length === count) break;
    }
    await iterator.return?.();
    return found;
  }

  const push = (instance: string): Promise<unknown> =>
    standalone.api.tocsin.sendMetrics({
      body: {
        samples: [{ metric: 'cpu_usage', labels: { instance }, value: 95 }],
      },
    });

  test('a subscriber hears what happens and what fits, and goes on from the last event that it heard', async () => {
    const [first] = await events(connect(standalone.api.token), '(states: [firing])', 1, () => push('a'));
    expect(first?.transition).toMatchObject({ state: 'firing', labels: { instance: 'a' } });
    await push('b');
    await push('c');
    const args = `(after: "${first?.id ?? ''}", matchers: ["instance=~\\"b|c\\""])`;
    const missed = await events(connect(standalone.api.token), args, 2, async () => undefined);
    expect(missed.map(({ transition }) => transition.labels.instance).sort()).toEqual(['b', 'c']);
  });

  test('whoever has no token, or one that was revoked, hears nothing', async () => {
    await expect(events(connect('none'), '', 1, async () => undefined)).rejects.toMatchObject({ code: 4403 });
    const { data } = await standalone.api.tocsin.createToken({ body: { subject: 'leaver', role: 'viewer' } });
    const { id, token } = data;
    const revoked = events(connect(token), '', 1, () => standalone.api.tocsin.deleteToken({ id }));
    await expect(revoked).rejects.toMatchObject([{ extensions: { code: 'revoked' } }]);
  });

  test('what is wrong with what is asked is told with its path', async () => {
    const asking = events(connect(standalone.api.token), '(after: "yesterday")', 1, async () => undefined);
    await expect(asking).rejects.toThrow('after');
  });
});
