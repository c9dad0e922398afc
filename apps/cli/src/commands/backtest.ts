import { setImmediate as turn } from 'node:timers/promises';
import { Backtest, type BacktestReport, neededRange } from '@tocsin/domain/backtest/backtest';
import { writtenBacktest } from '@tocsin/domain/backtest/backtest-report';
import type { Incident } from '@tocsin/domain/backtest/incidents';
import { readRules } from '@tocsin/domain/backtest/read-rules';
import { readTime } from '@tocsin/domain/backtest/read-time';
import { RuleBacktest, ruleNeeds } from '@tocsin/domain/backtest/rule-backtest';
import type { SampleSeries } from '@tocsin/domain/backtest/sample-feed';
import type { RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { EvaluationError } from '@tocsin/domain/plan/operator';
import { parseDurationMs } from '@tocsin/domain/rules/duration';
import { incidentsOfFile, type Read, readText, samplesOfFile } from './backtest-file.js';
import { tableOf } from './backtest-output.js';
import { samplesOfPrometheus } from './backtest-prometheus.js';
import { endProgress, showProgress } from './progress.js';

/** As they were written. */
export interface BacktestOptions {
  readonly source: string;
  readonly range: string;
  readonly end?: string;
  readonly stepDefault: string;
  readonly series?: string;
  readonly incidents?: string;
  readonly tenant: string;
  readonly output: string;
  readonly tokenFile?: string;
  /** Where the platform is whose history is read. */
  readonly url: string;
}

/** How many evaluations are done before anything else gets its turn. */
const STEPS_AT_ONCE = 50;

/**
 * Evaluates the groups of a rule file over samples of the past and prints what would have become of them.
 *
 * @param now - the present; ms since 1970
 * @param signal - aborted when the user has had enough; what was found so far is printed then
 * @returns the exit status: 0 when all is well, 1 when something failed or was cancelled, 2 for wrong options
 */
export async function runBacktest(
  ruleFile: string,
  options: BacktestOptions,
  now: number,
  signal: AbortSignal,
): Promise<number> {
  const usage = usageOf(options, now);
  if (typeof usage === 'string') return failed(usage, 2);
  const subjects = subjectsOf(ruleFile, options);
  if (subjects.kind === 'failed') return failed(subjects.message, 1);
  const incidents: Read<readonly Incident[] | null> =
    options.incidents === undefined ? { kind: 'read', value: null } : incidentsOfFile(options.incidents);
  if (incidents.kind === 'failed') return failed(incidents.message, 1);
  const samples = await samplesOf(options, usage, subjects.value, signal);
  if (samples.kind === 'failed') return failed(samples.message, 1);

  const to = usage.to ?? lastTimeOf(samples.value);
  if (to === null) return failed('the source has no samples', 1);
  const reports: BacktestReport[] = [];
  for (const subject of subjects.value) {
    const common = { series: samples.value, from: to - usage.rangeMs, to, incidents: incidents.value };
    const test =
      subject.kind === 'rule'
        ? new RuleBacktest({ ...common, rule: subject.rule })
        : new Backtest({ ...common, document: subject.group, tenant: options.tenant });
    const { name } = subject.kind === 'rule' ? subject.rule : subject.group;
    while (!test.isDone && !signal.aborted) {
      for (let i = 0; i < STEPS_AT_ONCE; i += 1) test.step();
      showProgress(`evaluating ${name}`, test.share);
      await turn();
    }
    reports.push(test.report());
    if (signal.aborted) break;
  }
  endProgress();
  print(reports, options.output);
  return reports.every(({ kind }) => kind === 'finished') ? 0 : failed('cancelled', 1);
}

interface Usage {
  readonly rangeMs: number;
  /** Null: the time of the last sample. */
  readonly to: number | null;
  readonly source: { readonly kind: 'file' | 'prometheus'; readonly at: string };
}

/** @returns what is wrong, as a text, or what the options mean */
function usageOf(options: BacktestOptions, now: number): string | Usage {
  const { source, range, end, stepDefault, series, output, url } = options;
  // The platform's own history is read as any Prometheus is.
  const [, kind, at = ''] = /^(file|prometheus)=(.+)$/.exec(source === 'history' ? `prometheus=${url}` : source) ?? [];
  if (kind !== 'file' && kind !== 'prometheus')
    return `--source ${source}: is neither history, file=PATH nor prometheus=URL`;
  if (kind === 'prometheus' && !(URL.canParse(at) && /^https?:$/.test(new URL(at).protocol)))
    return `--source ${source}: ${at} is no http(s) URL`;
  if (kind === 'prometheus' && series !== undefined) return '--series names the series of a CSV file';
  const rangeMs = parseDurationMs(range) ?? 0;
  if (rangeMs <= 0) return `--range ${range}: is not a duration such as 30d`;
  if ((parseDurationMs(stepDefault) ?? 0) <= 0) return `--step-default ${stepDefault}: is not a duration such as 1m`;
  if (output !== 'table' && output !== 'json') return `--output ${output}: is neither table nor json`;
  const given = end === undefined ? null : readTime(end);
  if (end !== undefined && given === null) return `--end ${end}: is not a time such as 2026-01-31T12:00:00Z`;
  return { rangeMs, to: given ?? (kind === 'prometheus' ? now : null), source: { kind, at } };
}

/** What is back-tested: a rule of conditions, or each group of a rule file. */
type Subject =
  { readonly kind: 'rule'; readonly rule: AlertRule } | { readonly kind: 'group'; readonly group: RuleGroupDraft };

function subjectsOf(ruleFile: string, { stepDefault, tenant }: BacktestOptions): Read<readonly Subject[]> {
  const text = readText(ruleFile);
  if (text.kind === 'failed') return text;
  const read = readRules(text.value, tenant);
  switch (read.kind) {
    case 'rule':
      return { kind: 'read', value: [read] };
    case 'groups':
      return {
        kind: 'read',
        value: read.groups.map((group) => ({ kind: 'group', group: { interval: stepDefault, ...group } })),
      };
    case 'refused':
      return { kind: 'failed', message: read.findings.map((finding) => `${ruleFile}: ${finding}`).join('\n') };
  }
}

async function samplesOf(
  { series = null, tokenFile }: { series?: string | null; tokenFile?: string },
  { source, to, rangeMs }: Usage,
  subjects: readonly Subject[],
  signal: AbortSignal,
): Promise<Read<readonly SampleSeries[]>> {
  if (source.kind === 'file') return samplesOfFile(source.at, series);
  const token: Read<string | null> = tokenFile === undefined ? { kind: 'read', value: null } : readText(tokenFile);
  if (token.kind === 'failed') return token;
  const end = to as number;
  try {
    const needed = subjects.flatMap((subject) =>
      subject.kind === 'rule'
        ? ruleNeeds(subject.rule, end - rangeMs, end)
        : neededRange(subject.group, end - rangeMs, end),
    );
    const asked = { url: source.at, token: token.value?.trim() ?? null };
    return await samplesOfPrometheus(asked, needed, signal, (share) => showProgress('reading samples', share));
  } catch (error) {
    if (error instanceof EvaluationError) return { kind: 'failed', message: error.message };
    throw error;
  }
}

function lastTimeOf(series: readonly SampleSeries[]): number | null {
  let last: number | null = null;
  for (const { times } of series) last = Math.max(last ?? Number.NEGATIVE_INFINITY, times[times.length - 1] as number);
  return last;
}

function print(reports: readonly BacktestReport[], output: string): void {
  if (output === 'json')
    console.log(JSON.stringify({ groups: reports.map((report) => writtenBacktest(report)) }, null, 2));
  else console.log(reports.map(tableOf).join('\n\n'));
}

function failed(message: string, status: 1 | 2): 1 | 2 {
  endProgress();
  console.error(message);
  return status;
}
