import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import { createTocsinClient, type TocsinClient } from '@tocsin/client/tocsin-client';
import { systemClock } from '@tocsin/runtime/system-clock';
import { quantile, report } from './report.js';
import { startStandalone } from './standalone.js';
import { withDirectory } from './with-directory.js';

/** Each has a webhook of its own, since nothing else is done to what is in the hands of a run. */
const RUNS = 100;
const password = 'correct horse battery staple';
const RULE = 'broken';

/**
 * From an approval being sent until the first effect of the run arrives where it is done: through the API, the store, the dry
 * run and the guards before the step, in the platform as `npm start` starts it. Approvals come one after the other.
 */
export async function healing(): Promise<void> {
  const asked = new Map<string, number>();
  const inbox = await startWebhookInbox(0, (body) => {
    asked.set((JSON.parse(body) as { run: string }).run, performance.now());
  });
  await withDirectory(async (home) => {
    const config = join(home, 'monitoring.yaml');
    await writeFile(config, 'security: { enable_rate_limiting: false }\n');
    const platform = await startStandalone(home, { TOCSIN_DEMO: 'false', TOCSIN_CONFIG: config });
    const { base } = platform;
    const admin = createTocsinClient({ baseUrl: base, token: () => platform.token });
    const [author, approver] = [await signedIn(admin, base, 'ann'), await signedIn(admin, base, 'bob')];
    await plan(author, inbox.url);
    const samples = Array.from({ length: RUNS }, (_, i) => ({ metric: 'm', labels: { instance: `i${i}` }, value: 95 }));
    await admin.sendMetrics({ body: { samples } });
    const delays: number[] = [];
    for (const { id, instance, plan_hash } of await waiting(approver)) {
      const began = performance.now();
      await approver.approveHealingRun({ id, body: { plan_hash } });
      while (!asked.has(instance)) await systemClock.wait(1);
      delays.push((asked.get(instance) ?? 0) - began);
    }
    const circumstances = { runs: RUNS, of: 'approval to first effect' };
    for (const [metric, q] of [
      ['p50', 0.5],
      ['p95', 0.95],
      ['max', 1],
    ] as const)
      report('healing', metric, quantile(delays, q), 'ms', circumstances);
    await platform.stop();
  });
  await inbox.stop();
}

async function signedIn(admin: TocsinClient, base: string, name: string): Promise<TocsinClient> {
  await admin.createUser({ body: { name, password, role: 'approver' } });
  const opened = await fetch(`${base}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: name, password }),
  });
  const { data } = (await opened.json()) as { data: { access_token: string } };
  return createTocsinClient({ baseUrl: base, token: () => data.access_token });
}

/** A playbook for each of the alerts to come. */
async function plan(author: TocsinClient, url: string): Promise<void> {
  await author.createRule({
    body: {
      name: RULE,
      severity: 'HIGH',
      category: 'application',
      conditions: [{ type: 'threshold', metric_path: 'm', operator: '>', threshold: 80 }],
    },
  });
  for (let i = 0; i < RUNS; i += 1)
    await author.createPlaybook({
      body: {
        name: `of i${i}`,
        trigger: { matchers: [`alertname="${RULE}"`, `instance="i${i}"`] },
        steps: [{ actions: [{ kind: 'webhook', url: `${url}?run=i${i}`, body: { run: `i${i}` } }] }],
        budget: { per_tenant: 1_000 },
      },
    });
}

/** The runs once all of them wait for approval. */
async function waiting(of: TocsinClient): Promise<{ id: string; instance: string; plan_hash: string }[]> {
  for (;;) {
    const runs = (await Array.fromAsync(of.listHealingRuns({ limit: 500 }))).filter(
      ({ state }) => state === 'awaiting_approval',
    );
    if (runs.length === RUNS) {
      const read = [];
      for (const { id } of runs) {
        const { data } = await of.getHealingRun({ id });
        read.push({ id, instance: data.plan.trigger.labels['instance'] ?? '', plan_hash: data.plan_hash });
      }
      return read;
    }
    await systemClock.wait(200);
  }
}
