import { randomUUID } from 'node:crypto';
import { systemClock } from '@tocsin/runtime/system-clock';
import { encodeRemoteWrite, remoteWriteHeaders } from '@tocsin/testing/remote-write';
import { auditRows } from './audit-rows.js';
import { healingRows } from './healing-rows.js';
import { personRows } from './person-rows.js';
import { recommendationRows } from './recommendation-rows.js';
import { type Ask, type Asked, type Row, reading, thing } from './row.js';
import { ruleOver, silenceBody } from './two-tenants.js';

const fields =
  (query: string): Ask =>
  async () => ({ query: `?${query}` });
const form = (body: string): Ask => {
  return async () => ({ body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
};
const json = (body: unknown): Ask => {
  return async () => ({ body });
};
const ruleBody = ruleOver('quiet');
const groupBody = { rules: [{ alert: 'Group', expr: 'up == 0' }] };
const public200: Row = { least: 'anyone', answer: 200 };
const readingRule: Row = { least: 'viewer', answer: 200, elsewhere: 404, ask: (world) => thing(world.rule()) };
const series = 'match[]=cpu_usage';
const range = 'query=cpu_usage&start=1700000000&end=1700000060&step=60';
/** Whatever has changed meanwhile. */
const anyVersion = { 'if-match': '*' };
const quietBody = () => ({ ...silenceBody(), matchers: ['alertname="quiet"'], comment: 'quiet' });
const minute = (): object => ({ from: systemClock.now() - 60_000, to: systemClock.now() - 1_000 });

/** Nobody has lost that many records here. */
const noLetter: Ask = async () => ({ path: { id: '999999' } });

const rules: Record<string, Row> = {
  'GET /api/rules': reading,
  'POST /api/rules': { least: 'editor', answer: 201, ask: json(ruleBody) },
  'POST /api/rules/validate': { least: 'viewer', answer: 200, ask: json(ruleBody) },
  'GET /api/rules/{id}': readingRule,
  'PUT /api/rules/{id}': {
    least: 'editor',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.rule())), body: ruleBody, headers: anyVersion }),
  },
  'DELETE /api/rules/{id}': {
    least: 'editor',
    answer: 204,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.rule())), headers: anyVersion }),
  },
  'POST /api/rules/bulk': {
    least: 'editor',
    answer: 200,
    ask: async (world) => ({ body: { operations: [{ op: 'pause', id: (await world.rule()).id }] } }),
  },
  'POST /api/rules/import': {
    least: 'editor',
    answer: 200,
    ask: async () => ({ query: '?format=prometheus&dry_run=true', body: { groups: [{ name: 'g', ...groupBody }] } }),
  },
  'GET /api/rules/export': { ...reading, ask: fields('format=json') },
  'POST /api/rules/{id}/clone': {
    least: 'editor',
    answer: 201,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.rule())), body: { name: `copy ${randomUUID()}` } }),
  },
  'POST /api/rules/{id}/restore': {
    least: 'editor',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.rule())), body: { version: 1 }, headers: anyVersion }),
  },
  'GET /api/rules/{id}/versions': readingRule,
  'GET /api/rules/{id}/versions/{version}': {
    least: 'viewer',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ path: { id: (await world.rule()).id, version: '1' } }),
  },
  'GET /api/rules/{id}/diff': {
    least: 'viewer',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.rule())), query: '?from=1&to=1' }),
  },
  'POST /api/rules/{id}/submit': {
    least: 'editor',
    answer: 200,
    elsewhere: 404,
    ask: (world) => thing(world.draft()),
  },
  'POST /api/rules/{id}/approve': {
    least: 'approver',
    answer: 200,
    elsewhere: 404,
    ask: (world) => world.proposal(),
  },
  'POST /api/rules/{id}/reject': {
    least: 'approver',
    answer: 200,
    elsewhere: 404,
    ask: (world) => world.proposal(),
  },
  'GET /api/proposals': reading,
  'GET /api/rule-group-proposals': reading,
  'POST /api/rule-groups/{name}/approve': {
    least: 'approver',
    answer: 200,
    elsewhere: 404,
    ask: (world) => world.groupProposal(),
  },
  'POST /api/rule-groups/{name}/reject': {
    least: 'approver',
    answer: 200,
    elsewhere: 404,
    ask: (world) => world.groupProposal(),
  },
  'GET /api/approval-policy': reading,
  'PUT /api/approval-policy': { least: 'admin', answer: 200, ask: json({ severities: ['CRITICAL'] }) },
  'POST /api/rules/evaluate': {
    least: 'viewer',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({
      body: { rule_id: (await world.rule()).id, series: [{ metric: 'cpu_usage', samples: [[systemClock.now(), 95]] }] },
    }),
  },
  'POST /api/rules/from-words': {
    least: 'viewer',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ body: { text: 'make it critical', rule_id: (await world.rule()).id } }),
  },
  'GET /api/rules/{id}/explanation': readingRule,
  'POST /api/rule-evaluations': {
    least: 'viewer',
    answer: 200,
    ask: async (world) => ({ body: { ids: [(await world.rule()).id] } }),
  },
  'POST /api/rules/backtest': {
    least: 'viewer',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ body: { rule_id: (await world.rule()).id, ...minute() } }),
  },
  'POST /api/rules/{id}/why-not': {
    least: 'viewer',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({
      ...(await thing(world.rule())),
      query: `?labels=${encodeURIComponent('{instance="a"}')}`,
    }),
  },
  'POST /api/replay': { least: 'viewer', answer: 200, ask: async () => ({ body: minute() }) },
};

const groups: Record<string, Row> = {
  'GET /api/rule-groups': reading,
  'GET /api/rule-groups/{name}': {
    least: 'viewer',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ path: { name: await world.group() } }),
  },
  'PUT /api/rule-groups/{name}': {
    least: 'editor',
    answer: 200,
    // Each tenant has groups of its own of any name.
    elsewhere: 201,
    ask: async (world) => {
      const name = await world.group();
      return { path: { name }, body: { name, ...groupBody } };
    },
  },
  'DELETE /api/rule-groups/{name}': {
    least: 'editor',
    answer: 204,
    elsewhere: 404,
    ask: async (world) => ({ path: { name: await world.group() } }),
  },
  'POST /api/rule-files': {
    least: 'editor',
    answer: 200,
    ask: async (world) => ({ body: { groups: [{ name: await world.group(), ...groupBody }] } }),
  },
  'GET /api/rule-health': reading,
  'GET /api/rule-standings': reading,
  'GET /api/predictions': reading,
  'GET /api/predictions/reliability': reading,
  'GET /api/prediction-marks': reading,
  'PUT /api/prediction-marks': { least: 'editor', answer: 200, ask: json({ selectors: ['cpu_usage'] }) },
  'GET /api/models': reading,
  'GET /api/rule-groups/{name}/versions': {
    least: 'viewer',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ path: { name: await world.group() } }),
  },
  'GET /api/rule-groups/{name}/versions/{version}': {
    least: 'viewer',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ path: { name: await world.group(), version: '1' } }),
  },
  'GET /api/rule-groups/{name}/diff': {
    least: 'viewer',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ path: { name: await world.group() }, query: '?from=1&to=1' }),
  },
  'POST /api/rule-groups/{name}/restore': {
    least: 'editor',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ path: { name: await world.group() }, body: { version: 1 }, headers: anyVersion }),
  },
};

const alerts: Record<string, Row> = {
  'GET /api/alerts': reading,
  'GET /api/events': reading,
  'GET /api/alerts/{id}': { least: 'viewer', answer: 200, elsewhere: 404, ask: (world) => thing(world.alert()) },
  'GET /api/alerts/{id}/explain': {
    least: 'viewer',
    answer: 200,
    elsewhere: 404,
    ask: (world) => thing(world.alert()),
  },
};

const policies: Ask = async (world) => (await world.policies(), {});
const policyBody = { route: { receivers: [], group_by: ['alertname'] } };
const acknowledged = (word: 'acknowledge' | 'snooze'): Record<string, Row> => ({
  [`POST /api/alerts/{id}/${word}`]: {
    least: 'editor',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.alert())), body: {} }),
  },
  [`DELETE /api/alerts/{id}/${word}`]: {
    least: 'editor',
    answer: 204,
    elsewhere: 404,
    ask: (world) => thing(world.alertThatIs(word)),
  },
});
const alerting: Record<string, Row> = {
  ...acknowledged('acknowledge'),
  ...acknowledged('snooze'),
  // Each tenant has a policy of its own.
  'GET /api/notification-policy': { ...reading, ask: policies },
  'PUT /api/notification-policy': {
    least: 'editor',
    answer: 200,
    ask: async (world) => (await world.policies(), { body: policyBody }),
  },
  'DELETE /api/notification-policy': { least: 'editor', answer: 204, ask: policies },
  'POST /api/notification-policy/import': {
    least: 'editor',
    answer: 200,
    ask: json({ route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] }),
  },
  'POST /api/notification-policy/test': { ...reading, ask: json({ labels: { alertname: 'X' } }) },
  'GET /api/silences': reading,
  'POST /api/silences': { least: 'editor', answer: 201, ask: async () => ({ body: quietBody() }) },
  'POST /api/silences/preview': { ...reading, ask: json({ matchers: ['alertname=~".+"'] }) },
  'GET /api/silences/{id}': { ...reading, elsewhere: 404, ask: (world) => thing(world.silence()) },
  'PUT /api/silences/{id}': {
    least: 'editor',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.silence())), body: quietBody() }),
  },
  'DELETE /api/silences/{id}': { least: 'editor', answer: 204, elsewhere: 404, ask: (world) => thing(world.silence()) },
};

const receiverBody = { name: 'receiver', url: 'http://127.0.0.1:9/' };
const receivers: Record<string, Row> = {
  'GET /api/receivers': reading,
  'POST /api/receivers': { least: 'editor', answer: 201, ask: json(receiverBody) },
  'GET /api/receivers/{id}': { ...reading, elsewhere: 404, ask: (world) => thing(world.sameReceiver()) },
  'PUT /api/receivers/{id}': {
    least: 'editor',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.sameReceiver())), body: receiverBody }),
  },
  'DELETE /api/receivers/{id}': {
    least: 'editor',
    answer: 204,
    elsewhere: 404,
    ask: (world) => thing(world.receiver()),
  },
  'POST /api/receivers/{id}/test': {
    least: 'editor',
    answer: 200,
    elsewhere: 404,
    ask: (world) => thing(world.sameReceiver()),
  },
  'GET /api/notifications': reading,
  'GET /api/notifications/{id}': { ...reading, elsewhere: 404, ask: (world) => thing(world.notification()) },
  'GET /api/reports/weekly': reading,
};

const otlp = { resourceMetrics: [] };
const ingestion: Record<string, Row> = {
  'POST /api/metrics': { least: 'editor', answer: 202, ask: json({ samples: [{ metric: 'pushed', value: 1 }] }) },
  'POST /api/v1/write': {
    least: 'editor',
    answer: 204,
    ask: async () => ({
      body: encodeRemoteWrite([
        { labels: [{ name: '__name__', value: 'pushed' }], samples: [{ value: 1, timestamp: systemClock.now() }] },
      ]),
      headers: remoteWriteHeaders,
    }),
  },
  'POST /v1/metrics': { least: 'editor', answer: 200, ask: json(otlp) },
};

const prometheus: Record<string, Row> = {
  'GET /api/v1/query': { ...reading, ask: fields('query=cpu_usage') },
  'POST /api/v1/query': { ...reading, ask: form('query=cpu_usage') },
  'GET /api/v1/query_range': { ...reading, ask: fields(range) },
  'POST /api/v1/query_range': { ...reading, ask: form(range) },
  'GET /api/v1/format_query': { ...reading, ask: fields('query=up') },
  'POST /api/v1/format_query': { ...reading, ask: form('query=up') },
  'GET /api/v1/query_exemplars': { ...reading, ask: fields(range) },
  'POST /api/v1/query_exemplars': { ...reading, ask: form(range) },
  'GET /api/v1/series': { ...reading, ask: fields(series) },
  'POST /api/v1/series': { ...reading, ask: form(series) },
  'GET /api/v1/labels': reading,
  'POST /api/v1/labels': { ...reading, ask: form('') },
  'GET /api/v1/label/{name}/values': { ...reading, ask: async () => ({ path: { name: 'instance' } }) },
  'GET /api/v1/metadata': reading,
  'GET /api/v1/rules': reading,
  'GET /api/v1/alerts': reading,
  'GET /api/v1/status/buildinfo': reading,
};

const alertmanager: Record<string, Row> = {
  'GET /api/v2/alerts': reading,
  'GET /api/v2/alerts/groups': reading,
  'GET /api/v2/receivers': reading,
  'POST /api/v2/alerts': { least: 'editor', answer: 200, ask: json([]) },
  'GET /api/v2/silences': reading,
  'POST /api/v2/silences': {
    least: 'editor',
    answer: 200,
    ask: json({
      matchers: [{ name: 'alertname', value: 'quiet', isRegex: false }],
      startsAt: '2026-01-01T00:00:00Z',
      endsAt: new Date(systemClock.now() + 3_600_000).toISOString(),
      createdBy: 'somebody',
      comment: 'quiet',
    }),
  },
  'GET /api/v2/silence/{id}': { ...reading, elsewhere: 404, ask: (world) => thing(world.silence()) },
  'DELETE /api/v2/silence/{id}': {
    least: 'editor',
    answer: 200,
    elsewhere: 404,
    ask: (world) => thing(world.silence()),
  },
  'GET /api/v2/status': reading,
};

const access: Record<string, Row> = {
  'POST /api/sessions': { least: 'anyone', answer: 201, ask: async (world) => ({ body: (await world.user()).login }) },
  'POST /api/sessions/refresh': {
    least: 'anyone',
    answer: 200,
    ask: async (world) => ({ body: { refresh_token: await world.refreshToken() } }),
  },
  // Nobody has a link here; console-first-start.test.ts comes in by one.
  'POST /api/sessions/welcome': { least: 'anyone', answer: 401, ask: json({ secret: 'no link' }) },
  // The tokens of this test belong to no session; people.test.ts logs out.
  'DELETE /api/sessions/current': { least: 'viewer', answer: 409 },
  'POST /api/users': {
    least: 'admin',
    answer: 201,
    ask: async () => ({ body: { name: `user ${randomUUID()}`, password: 'long enough to be one', role: 'viewer' } }),
  },
  'GET /api/users': { least: 'admin', answer: 200 },
  'PUT /api/users/{id}': {
    least: 'admin',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.user())), body: { role: 'viewer', disabled: true } }),
  },
  'PUT /api/users/{id}/password': {
    least: 'admin',
    answer: 204,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.user())), body: { password: 'another long password' } }),
  },
  'POST /api/service-accounts': {
    least: 'admin',
    answer: 201,
    ask: async () => ({ body: { name: `account ${randomUUID()}`, role: 'viewer' } }),
  },
  'GET /api/service-accounts': { least: 'admin', answer: 200 },
  'DELETE /api/service-accounts/{id}': {
    least: 'admin',
    answer: 204,
    elsewhere: 404,
    ask: (world) => thing(world.account()),
  },
  'POST /api/service-accounts/{id}/keys': {
    least: 'admin',
    answer: 201,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.account())), body: {} }),
  },
  'POST /api/service-accounts/{id}/keys/{key_id}/rotate': {
    least: 'admin',
    answer: 201,
    elsewhere: 404,
    ask: async (world) => ({ path: await world.key(), body: {} }),
  },
  'DELETE /api/service-accounts/{id}/keys/{key_id}': {
    least: 'admin',
    answer: 204,
    elsewhere: 404,
    ask: async (world) => ({ path: await world.key() }),
  },
  'POST /api/tokens': { least: 'admin', answer: 201, ask: json({ subject: 'reader', role: 'viewer' }) },
  'GET /api/tokens': { least: 'admin', answer: 200 },
  'DELETE /api/tokens/{id}': { least: 'admin', answer: 204, elsewhere: 404, ask: (world) => thing(world.token()) },
  'POST /api/tenants': {
    least: 'operator',
    answer: 201,
    ask: async () => ({ body: { id: `t-${randomUUID()}`, name: 'Another' } }),
  },
  'GET /api/tenants': { least: 'operator', answer: 200 },
  'PUT /api/tenants/{id}': {
    least: 'operator',
    answer: 200,
    ask: async (world) => ({ path: { id: await world.tenant() }, body: { name: 'Renamed' } }),
  },
  'GET /api/dead-letters': { least: 'operator', answer: 200 },
  'GET /api/dead-letters/{id}': { least: 'operator', answer: 404, ask: noLetter },
  'POST /api/dead-letters/{id}/replay': { least: 'operator', answer: 404, ask: noLetter },
  'GET /api/tenants/{id}/usage': {
    least: 'admin',
    answer: 200,
    elsewhere: 404,
    ask: async () => ({ path: { id: 'amber' } }),
  },
};

const inLibrary = async (): Promise<Asked> => ({ path: { id: 'target-down' } });

/** The library is the same for every tenant; the rules that are made of it are not. */
const ruleTemplates: Record<string, Row> = {
  'GET /api/rule-templates': reading,
  'GET /api/rule-templates/{id}': { ...reading, ask: inLibrary },
  'GET /api/rule-templates/{id}/runbook': { ...public200, ask: inLibrary },
  'POST /api/rule-templates/{id}/rules': {
    least: 'editor',
    answer: 201,
    ask: async () => ({ ...(await inLibrary()), body: {} }),
  },
  'POST /api/rule-templates/proposals': { ...reading, ask: json({ hours: 1, groups: ['backup'] }) },
};

const open: Record<string, Row> = {
  // What its fields allow is asked field by field; see graphql-fields.ts.
  'POST /graphql': { least: 'viewer', answer: 200, ask: json({ query: '{ rules(limit: 1) { next_cursor } }' }) },
  'GET /api/installation': reading,
  'GET /': public200,
  'GET /livez': public200,
  'GET /readyz': public200,
  'GET /metrics': public200,
  'GET /docs/api': public200,
  'GET /docs/api/{asset}': { ...public200, ask: async () => ({ path: { asset: 'start.js' } }) },
  'GET /docs-json': public200,
};

/** A row for every operation of the OpenAPI document; an operation without its row fails the test. */
export const rows: Readonly<Record<string, Row>> = {
  ...rules,
  ...groups,
  ...alerts,
  ...alerting,
  ...recommendationRows,
  ...healingRows,
  ...auditRows,
  ...personRows,
  ...receivers,
  ...ingestion,
  ...prometheus,
  ...alertmanager,
  ...access,
  ...ruleTemplates,
  ...open,
};
