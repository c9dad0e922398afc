import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@tocsin/runtime/system-clock';
import { debianProgram } from '@tocsin/testing/debian-program';
import { remoteWriteHeaders } from '@tocsin/testing/remote-write';
import { WatchedPage } from './console/watched-page.js';
import {
  INSTANCES_OF_RULE,
  metricOfRule,
  nameOfRule,
  OWNERS,
  PAST_SAMPLES,
  sendInstances,
  startWatchedPlatform,
} from './console/watched-platform.js';
import { startPrometheusServer } from './peer.js';
import { quantile, report } from './report.js';
import type { MeasuredStandalone } from './standalone.js';
import { withDirectory } from './with-directory.js';

const RUNS = 10;
const BACKTESTS = 5;
/** As far as a hand drags: some twenty rows with each frame. */
const SCROLL_PX = 900;
const SCROLL_FRAMES = 400;
const PEER_INTERVAL_S = 15;
const RULES = 10_000;

/**
 * What somebody waits for in a real browser, on a platform that has a lot; beside it the page of rules that Prometheus has.
 *
 * @param args - how many rules there are, a multiple of 200; 10,000 without it
 */
export async function measureConsole([count = String(RULES)]: readonly string[]): Promise<void> {
  const rules = Number(count);
  await withDirectory(async (home) => {
    const platform = await startWatchedPlatform(home, rules);
    const watched = await WatchedPage.open();
    try {
      await enter(watched, platform);
      await measureRules(watched, platform, rules);
      await measureEditor(watched, platform);
    } finally {
      await watched.close();
      await platform.stop();
    }
  });
  const prometheus = debianProgram('prometheus');
  if (prometheus.kind === 'missing') process.stderr.write(`the peer is left out: ${prometheus.reason}\n`);
  else await withDirectory((home) => measurePrometheus(home, prometheus.path, rules));
}

async function enter({ page }: WatchedPage, { base, token }: MeasuredStandalone): Promise<void> {
  await page.goto(base);
  await page.getByText('Token', { exact: true }).click();
  await page.locator('input[name="token"]').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

async function measureRules(watched: WatchedPage, { base }: MeasuredStandalone, count: number): Promise<void> {
  const of = { of: 'tocsin', rules: count, instances: count * INSTANCES_OF_RULE };
  report('console', 'javascript_of_first_page', (await watched.scriptBytes(base)) / 1_000, 'kB gzipped', {
    of: 'tocsin',
  });
  const rules = await repeated(RUNS, () => watched.firstPaint(`${base}/rules`, 'tr[aria-rowindex="2"]', nameOfRule(0)));
  tell('first_paint_of_rules', rules, of);
  const filters = await repeated(Math.min(RUNS, OWNERS), (run) =>
    watched.chosen('Owner', `team ${run}`, 'tr[aria-rowindex="2"]', nameOfRule(run)),
  );
  tell('filter', filters, of);
  await watched.page.goto(`${base}/rules`);
  await watched.page.getByRole('link', { name: nameOfRule(0) }).waitFor();
  const frames = await watched.scrolled('[aria-label="The list of rules"]', SCROLL_PX, SCROLL_FRAMES);
  tell('frame_while_scrolling', frames, { ...of, px_a_frame: SCROLL_PX });
  const alerts = await repeated(RUNS, () => watched.firstPaint(`${base}/alerts`, 'tbody tr', 'firing'));
  tell('first_paint_of_alerts', alerts, of);
}

/** From when seven days are chosen until it is told what the rule would have done in them; the chart is asked for after that. */
async function measureEditor(watched: WatchedPage, { base }: MeasuredStandalone): Promise<void> {
  const { page } = watched;
  const durations = await repeated(BACKTESTS, async (run) => {
    await page.goto(`${base}/rules/new?span=1h`);
    await page.getByLabel('Name', { exact: true }).first().fill('Bench');
    await page.getByRole('combobox', { name: 'Metric' }).first().fill('bench_past');
    // Each run asks what nobody has asked before.
    await page.getByLabel('Threshold').fill(String(90 + run / 10));
    await page.getByText('It would have fired').waitFor();
    return watched.chosen('In the last', '7d', 'p', 'samples in 7 d');
  });
  tell('backtest_of_seven_days', durations, { of: 'tocsin', samples: PAST_SAMPLES });
}

/** The same rules and series in Prometheus, and its own page of them. */
async function measurePrometheus(home: string, path: string, count: number): Promise<void> {
  const rules = Array.from({ length: count }, (_, i) => ({ alert: nameOfRule(i), expr: `${metricOfRule(i)} > 80` }));
  const groups = Array.from({ length: 10 }, (_, group) => ({
    name: `bench ${group}`,
    rules: rules.slice((group * count) / 10, ((group + 1) * count) / 10),
  }));
  // JSON is YAML.
  writeFileSync(join(home, 'rules.yml'), JSON.stringify({ groups }));
  const config = { global: { evaluation_interval: `${PEER_INTERVAL_S}s` }, rule_files: ['rules.yml'] };
  const prometheus = await startPrometheusServer(path, home, config, []);
  const watched = await WatchedPage.open();
  try {
    await sendInstances(`${prometheus.base}/api/v1/write`, remoteWriteHeaders, count);
    await systemClock.wait(2_000 * PEER_INTERVAL_S);
    // Debian's build has the page that comes from the server alone, which breaks names where they have spaces.
    const page = `${prometheus.base}/classic/rules`;
    const [, number = ''] = nameOfRule(0).split(' ');
    const painted = await repeated(3, () => watched.firstPaint(page, 'td.rule_cell', number));
    tell('first_paint_of_rules', painted, { of: 'prometheus', rules: count, instances: count * INSTANCES_OF_RULE });
  } finally {
    await watched.close();
    await prometheus.stop();
  }
}

async function repeated(times: number, measure: (run: number) => Promise<number>): Promise<number[]> {
  const durations: number[] = [];
  for (let run = 0; run < times; run += 1) durations.push(await measure(run));
  return durations;
}

function tell(metric: string, durations: readonly number[], of: object): void {
  const runs = { ...of, runs: durations.length };
  for (const [name, q] of [
    ['p50', 0.5],
    ['p99', 0.99],
    ['max', 1],
  ] as const)
    report('console', `${metric}_${name}`, quantile(durations, q), 'ms', runs);
}
