import { FakeClock } from '@tocsin/ports/clock.fake';
import { HistoryUnavailable, type SeriesHistory } from '@tocsin/ports/series-history';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import type { Principal } from '../auth-manager.js';
import { ProblemError } from '../problem.js';
import { runProposalJob, type WrittenProposal, WrittenProposalSchema } from './proposal-job.js';
import { proposalRoutes } from './proposal-routes.js';
import type { ProposalThread } from './proposal-thread.js';
import { Proposer, type ProposerOptions } from './proposer.js';

const MINUTE = 60_000;
const NOW = 1_700_000_000_000;
const HOURS = 8;
const principal: Principal = {
  subject: 'ann',
  tenant: 'acme',
  scopes: ['rules:read', 'metrics:read'],
  tier: 'standard',
};

/** What is sent once a minute; one of two targets was away for a quarter of an hour. */
const history = new FakeSeriesHistory();
const minutes = Array.from({ length: HOURS * 60 }, (_, i) => i);
const at = (minute: number): number => NOW - HOURS * 60 * MINUTE + minute * MINUTE;
history.add(
  'acme',
  { __name__: 'up', job: 'web', instance: 'a' },
  minutes.map((minute) => [at(minute), minute >= 100 && minute < 115 ? 0 : 1]),
);
history.add(
  'acme',
  { __name__: 'nodejs_eventloop_lag_p99_seconds', job: 'web', instance: 'a' },
  minutes.map((minute) => [at(minute), 0.1 + (minute % 10) / 100]),
);

/** Proposals made here, one after the other. */
const here = (): ProposalThread => ({ propose: async (job) => runProposalJob(job), stop: async () => undefined });

function routeWith(options: Partial<ProposerOptions> = {}) {
  const proposer = new Proposer({ history, externalUrl: 'https://tocsin.example', start: here, ...options });
  const [route] = proposalRoutes({ proposer, clock: new FakeClock(NOW) });
  return (body: unknown, who = principal, signal?: AbortSignal) =>
    route?.handle({
      principal: who,
      params: {},
      query: {},
      headers: {},
      body,
      ...(signal === undefined ? {} : { signal }),
    }) ?? Promise.reject(new Error('there is no route'));
}

const proposalsOf = ({ data }: { data?: unknown }): WrittenProposal[] =>
  (data as { proposals: WrittenProposal[] }).proposals.map((one) => WrittenProposalSchema.parse(one));

async function problemOf(answer: Promise<unknown>): Promise<unknown> {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw new Error(`no problem: ${String(error)}`);
  return { status: error.status, code: error.code };
}

test('what the tenant sends is answered with drafts that are ready, their thresholds, and what they would have told', async () => {
  const answer = await routeWith()({ hours: HOURS });
  expect(answer.data).toMatchObject({ from: NOW - HOURS * 60 * MINUTE, to: NOW, series: 2 });
  expect(proposalsOf(answer)).toMatchObject([
    {
      template: 'target-down',
      parameters: {},
      covered: { count: 1, series: [{ __name__: 'up', instance: 'a' }] },
      figures: { firings: 1, in_alert_ms: 12 * MINUTE },
      draft: { runbook: 'https://tocsin.example/api/rule-templates/target-down/runbook' },
    },
    { template: 'nodejs-event-loop-slow', parameters: { threshold: 0.29 }, history: { elements: 1, high: 0.19 } },
  ]);
});

test('only the groups that are asked for are proposed', async () => {
  const answer = await routeWith()({ hours: HOURS, groups: ['node'] });
  expect(proposalsOf(answer).map(({ template }) => template)).toEqual(['nodejs-event-loop-slow']);
  await expect(problemOf(routeWith()({ groups: ['nonsense'] }))).resolves.toMatchObject({ status: 422 });
  await expect(problemOf(routeWith()({ hours: 1e9 }))).resolves.toMatchObject({ status: 422 });
});

test('a tenant is proposed nothing of what another sends, and needs the right to read metrics', async () => {
  const stranger = await routeWith()({}, { ...principal, tenant: 'globex' });
  expect(stranger.data).toMatchObject({ series: 0, proposals: [] });
  await expect(problemOf(routeWith()({}, { ...principal, scopes: ['rules:read'] }))).resolves.toMatchObject({
    status: 403,
  });
});

test('what has too many samples, or comes too late to be looked at, is proposed with its defaults', async () => {
  for (const options of [{ samplesMax: 10 }, { deadline: () => AbortSignal.abort() }]) {
    const proposals = proposalsOf(await routeWith(options)({ hours: HOURS }));
    expect(proposals).toMatchObject([
      { template: 'target-down', figures: null },
      { template: 'nodejs-event-loop-slow', parameters: {}, figures: null },
    ]);
  }
});

test('a history that does not answer is told of', async () => {
  const broken: SeriesHistory = {
    select: () => Promise.reject(new HistoryUnavailable('a part does not answer')),
    series: () => Promise.reject(new HistoryUnavailable('a part does not answer')),
  };
  const answer = problemOf(routeWith({ history: broken })({}));
  await expect(answer).resolves.toMatchObject({ status: 503, code: 'history-unavailable' });
});

test('one request is served at once, and who has gone makes room', async () => {
  const gone = new AbortController();
  const stopped = Promise.withResolvers<void>();
  const endless: ProposalThread = {
    propose: () => stopped.promise.then(() => Promise.reject(new Error('ended'))),
    stop: async () => stopped.resolve(),
  };
  const threads = [endless, here()];
  const ask = routeWith({ start: () => threads.shift() as ProposalThread });
  const first = problemOf(ask({ hours: HOURS }, principal, gone.signal));
  await expect(problemOf(ask({}))).resolves.toMatchObject({ status: 503, code: 'proposals-busy' });
  gone.abort();
  await expect(first).resolves.toMatchObject({ status: 499, code: 'proposals-cancelled' });
  expect(proposalsOf(await ask({ hours: HOURS }))).toHaveLength(2);
});
