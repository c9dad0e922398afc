import { openDatabase } from '@tocsin/adapter-postgres/database';
import { startEmbeddedServer } from '@tocsin/adapter-postgres/embedded-server';
import { PostgresAlertGroupStore } from '@tocsin/adapter-postgres/alert-group-store';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { type CompiledPolicy, compiledPolicyOf } from '@tocsin/domain/alerting/compiled-policy';
import { PolicyRouter } from '@tocsin/domain/alerting/policy-router';
import type { Transition } from '@tocsin/domain/engine/transition';
import { systemClock } from '@tocsin/runtime/system-clock';
import { Notifier } from '@tocsin/service-notification/notifier';
import { startAlertmanager } from '@tocsin/testing/alertmanager';
import { debianProgram } from '@tocsin/testing/debian-program';
import { freePort } from '@tocsin/testing/free-port';
import { ALERTS, configurationOf, labelsOf, policyOf, ROUTES } from './notification/world.js';
import { report } from './report.js';
import { withDirectory } from './with-directory.js';

/** Alerts of one request, and transitions of one batch. */
const BATCH = 1_000;
const circumstances = { alerts: ALERTS, routes: ROUTES };

/**
 * Routing of 100,000 alerts through 1,000 routes: by the router alone, and until the groups stand in PostgreSQL; and the
 * same alerts and routes in an Alertmanager.
 */
export async function notification(): Promise<void> {
  const groups = measureRouter();
  await measureService();
  const program = debianProgram('prometheus-alertmanager');
  if (program.kind === 'missing') process.stderr.write(`the peer is left out: ${program.reason}\n`);
  else await measureAlertmanager(program.path, groups);
}

/** @returns how many groups the alerts make */
function measureRouter(): number {
  const labels = Array.from({ length: ALERTS }, (_, i) => labelsOf(i));
  const router = new PolicyRouter(policyOf());
  const began = performance.now();
  const keys = new Set<string>();
  for (const each of labels) for (const { key } of router.groupsOf(each)) keys.add(key);
  report('notification', 'router', (performance.now() - began) / 1_000, 's', { ...circumstances, groups: keys.size });
  return keys.size;
}

async function measureService(): Promise<void> {
  await withDirectory(async (home) => {
    const server = await startEmbeddedServer(`${home}/postgres`);
    const database = await openDatabase(server.url, 'a-secret-of-a-bench-that-is-long-enough');
    try {
      const store = new PostgresAlertGroupStore(database);
      const policy: CompiledPolicy = compiledPolicyOf({
        ...policyOf(),
        tenant_id: 'acme_main',
        version: 1,
        created_at: 0,
        updated_at: 0,
      });
      const worker = { decideDue: async () => undefined };
      const notifier = new Notifier(store, worker, { policyOf: () => policy }, systemClock);
      const began = performance.now();
      for (let first = 0; first < ALERTS; first += BATCH)
        await notifier.take(Array.from({ length: BATCH }, (_, i) => transitionOf(first + i)));
      report('notification', 'until_groups_are_kept', (performance.now() - began) / 1_000, 's', circumstances);
    } finally {
      await database.close();
      await server.stop();
    }
  });
}

function transitionOf(i: number): Transition {
  const at = systemClock.now();
  const example = transitions.examples[0] as Transition;
  return { ...example, id: `t${i}`, fingerprint: `f${i}`, labels: labelsOf(i), episode_start: at, at };
}

async function measureAlertmanager(path: string, groups: number): Promise<void> {
  const alertmanager = await startAlertmanager(path, await freePort(), configurationOf(policyOf()));
  try {
    const began = performance.now();
    for (let first = 0; first < ALERTS; first += BATCH) {
      const body = JSON.stringify(Array.from({ length: BATCH }, (_, i) => ({ labels: labelsOf(first + i) })));
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${alertmanager.url}/api/v2/alerts`, { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(`Alertmanager: ${answer.status} ${await answer.text()}`);
    }
    let figures = await figuresOf(alertmanager.url);
    while (figures.alerts < ALERTS) {
      await systemClock.wait(20);
      figures = await figuresOf(alertmanager.url);
    }
    const told = { ...circumstances, peer: path, groups: figures.groups, groups_agree: figures.groups === groups };
    report('notification', 'alertmanager_until_routed', (performance.now() - began) / 1_000, 's', told);
    report('notification', 'alertmanager_routing', figures.seconds, 's', told);
  } finally {
    await alertmanager.stop();
  }
}

/** How many alerts its dispatcher has routed, in how many seconds, into how many groups. */
async function figuresOf(url: string): Promise<{ alerts: number; seconds: number; groups: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split('\n');
  const figure = (name: string): number =>
    Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? 0);
  return {
    alerts: figure('alertmanager_dispatcher_alert_processing_duration_seconds_count'),
    seconds: figure('alertmanager_dispatcher_alert_processing_duration_seconds_sum'),
    groups: figure('alertmanager_dispatcher_aggregation_groups'),
  };
}
