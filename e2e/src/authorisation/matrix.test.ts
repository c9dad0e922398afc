import type { IncomingMessage } from 'node:http';
import { type Client, createClient } from 'graphql-ws';
import { systemClock } from '@tocsin/runtime/system-clock';
import { WebSocket } from 'ws';
import { Api } from '../world/api.js';
import { GraphqlWords } from './graphql-words.js';
import { graphqlFields } from './graphql-fields.js';
import type { Asked, Row } from './row.js';
import { rows } from './rows.js';
import { MARK, roles, type Tenant, tenants, TwoTenants } from './two-tenants.js';

/**
 * Who may do what: every operation, by four roles in two tenants and by nobody. Rows are REST's operations, from the
 * OpenAPI document, and GraphQL's fields, from its schema, and the WebSocket's below.
 */
let world: TwoTenants;
let amberBefore: Record<string, string[]>;
let subscriptionFields: string[];

beforeAll(async () => {
  world = await TwoTenants.start();
  await world.rule();
  await world.receiver();
  await world.group();
  await world.alert();
  await world.user();
  await world.key();
  await world.token();
  amberBefore = await world.amberNow();
}, 60_000);
afterAll(() => world.stop(), 60_000);

test('every operation has its row, and every row is of an operation', async () => {
  const { body } = await world.operator.insist(200, 'GET', '/docs-json');
  const paths = Object.entries(body['paths'] as Record<string, object>);
  const operations = paths.flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(operations.toSorted()).toEqual(Object.keys(rows).toSorted());
});

interface Told {
  status: number;
  body: Record<string, unknown>;
}

/** By REST. */
function askRest(operation: string): (api: Api, asked: Asked) => Promise<Told> {
  const [method = '', path = ''] = operation.split(' ');
  return (api, { path: parameters = {}, query = '', body, headers }) => {
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
    return api.ask(method, `${url}${query}`, body, headers);
  };
}

/** What everybody is answered, by who they are. */
async function answersTo(row: Row, ask: (api: Api, asked: Asked) => Promise<Told>): Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  const cell = async (who: string, api: Api): Promise<string> => {
    const answer = await ask(api, (await row.ask?.(world)) ?? {});
    answers[who] = answer.status;
    return JSON.stringify(answer.body);
  };
  await cell('nobody', new Api(world.operator.base, ''));
  if (row.least === 'operator') await cell('the operator', world.operator);
  for (const tenant of tenants) {
    for (const role of roles) {
      const told = await cell(`${role} of ${tenant}`, world.as(tenant, role));
      // What others may read of the platform itself is nobody's.
      if (tenant !== 'amber' && row.least !== 'anyone') {
        expect(told).not.toContain(MARK);
        expect(told).not.toContain('"tenant_id":"amber"');
      }
    }
  }
  return answers;
}

function expectedOf({ least, answer, elsewhere = answer }: Row): Record<string, number> {
  const allowed = (role: string): boolean =>
    least === 'anyone' || (least !== 'operator' && roles.indexOf(role as never) >= roles.indexOf(least));
  const inTenant = (tenant: Tenant): [string, number][] =>
    roles.map((role) => [`${role} of ${tenant}`, allowed(role) ? (tenant === 'amber' ? answer : elsewhere) : 403]);
  return {
    nobody: least === 'anyone' ? answer : 401,
    ...(least === 'operator' ? { 'the operator': answer } : {}),
    ...Object.fromEntries([...inTenant('amber'), ...inTenant('basalt')]),
  };
}

test.each(Object.entries(rows))(
  '%s',
  async (operation, row) => {
    expect(await answersTo(row, askRest(operation))).toEqual(expectedOf(row));
  },
  60_000,
);

describe('GraphQL', () => {
  let schema: GraphqlWords;
  beforeAll(async () => {
    schema = await GraphqlWords.read(world.operator);
    subscriptionFields = schema.subscriptions();
  });

  test('every field is one of the operations above, and has its line', () => {
    expect(schema.fields().toSorted()).toEqual(Object.keys(graphqlFields).toSorted());
  });

  test.each(Object.entries(graphqlFields))(
    '%s',
    async (field, operation) => {
      const row = rows[operation];
      if (row === undefined) throw new Error(`there is no row of ${operation}`);
      // What is taken by REST with any status of success is taken here by data.
      const isTaken = (status: number): boolean => status < 300;
      const answers = await answersTo(row, (api, asked) => schema.ask(api, field, asked));
      const expected = Object.entries(expectedOf(row)).map(([who, status]) => [who, isTaken(status) ? 200 : status]);
      expect(answers).toEqual(Object.fromEntries(expected));
    },
    60_000,
  );
});

test('what amber had is there still, and what basalt has is its own', async () => {
  const now = await world.amberNow();
  for (const [list, things] of Object.entries(amberBefore)) {
    expect(things.join()).toContain(MARK);
    // Alerts live on by themselves; everything else is to the letter what it was.
    if (list !== 'alerts') expect(things.filter((thing) => now[list]?.includes(thing) !== true)).toEqual([]);
  }
  const basalt = world.as('basalt', 'admin');
  for (const path of ['/api/rules', '/api/rule-groups', '/api/receivers']) {
    const { body } = await basalt.insist(200, 'GET', `${path}?limit=500`);
    const owners = (body['data'] as { tenant_id?: string }[]).map(({ tenant_id = 'basalt' }) => tenant_id);
    expect(new Set(owners)).toEqual(new Set(['basalt']));
  }
});

describe('/ws', () => {
  const address = (): string => `${world.operator.base.replace('http', 'ws')}/ws`;

  test('nobody is let in without a token', async () => {
    const socket = new WebSocket(address());
    const answer = await new Promise<IncomingMessage>((resolve) =>
      socket.once('unexpected-response', (_request, response) => resolve(response)),
    );
    expect(answer.statusCode).toBe(401);
    answer.destroy();
  });

  test('every role hears of its own tenant and of no other', async () => {
    const members = tenants.flatMap((tenant) => roles.map((role) => new Listener(tenant, address(), world, role)));
    await Promise.all(members.map((member) => member.until('hello')));
    await world.alert();
    const ofAmber = members.filter(({ tenant }) => tenant === 'amber');
    await Promise.all(ofAmber.map((member) => member.until(MARK)));
    // A socket keeps its order: whatever was sent before the answer has come when the answer is there.
    const others = members.filter(({ tenant }) => tenant !== 'amber');
    for (const { socket } of others) socket.send(JSON.stringify({ type: 'subscribe' }));
    await Promise.all(others.map((member) => member.until('subscribed')));
    for (const { heard } of others) expect(heard.join()).not.toContain(MARK);
    for (const { socket } of members) socket.close();
  });
});

describe("GraphQL's subscriptions", () => {
  const address = (): string => `${world.operator.base.replace('http', 'ws')}/graphql`;
  const subscriber = (authorization: string, heard: string[]): Client => {
    const client = createClient({
      url: address(),
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts: 0,
      lazy: false,
      onNonLazyError: () => undefined,
    });
    const query = 'subscription { transitions { id transition { labels } } }';
    client.subscribe(
      { query },
      {
        next: (value) => heard.push(JSON.stringify(value)),
        error: (error) => heard.push(`refused ${JSON.stringify(error)}`),
        complete: () => undefined,
      },
    );
    return client;
  };
  /** An answer on the same socket: whatever was sent before it has come when it is there. */
  async function answered(client: Client): Promise<void> {
    for await (const { errors } of client.iterate({ query: '{ rules(limit: 1) { next_cursor } }' }))
      expect(errors).toBeUndefined();
  }

  test('there is one field, and its row is below', () => {
    expect(subscriptionFields).toEqual(['transitions']);
  });

  test('every role hears of its own tenant and of no other, and nobody of any', async () => {
    const members = tenants.flatMap((tenant) =>
      roles.map((role) => {
        const heard: string[] = [];
        return { tenant, heard, client: subscriber(`Bearer ${world.as(tenant, role).token}`, heard) };
      }),
    );
    const stranger: string[] = [];
    const nobody = subscriber('Bearer none', stranger);
    await Promise.all(members.map(({ client }) => answered(client)));
    await world.alert();
    const isTold = ({ heard }: { heard: string[] }): boolean => heard.some((one) => one.includes(MARK));
    while (!members.filter(({ tenant }) => tenant === 'amber').every(isTold)) await systemClock.wait(20);
    const others = members.filter(({ tenant }) => tenant !== 'amber');
    await Promise.all(others.map(({ client }) => answered(client)));
    expect(others.filter(isTold)).toEqual([]);
    expect(stranger.filter((one) => !one.startsWith('refused'))).toEqual([]);
    for (const { client } of members) await client.dispose();
    await nobody.dispose();
  });
});

/** Somebody at the WebSocket, and what they were told. */
class Listener {
  readonly heard: string[] = [];
  readonly socket: WebSocket;

  constructor(
    readonly tenant: Tenant,
    address: string,
    of: TwoTenants,
    role: (typeof roles)[number],
  ) {
    this.socket = new WebSocket(address, ['tocsin', `bearer.${of.as(tenant, role).token}`]);
    this.socket.on('message', (data) => this.heard.push(String(data)));
  }

  async until(text: string): Promise<void> {
    while (!this.heard.some((one) => one.includes(text)))
      await new Promise((resolve) => this.socket.once('message', resolve));
  }
}
