import { setImmediate as turn } from 'node:timers/promises';
import { Backtest, type BacktestReport, neededRange } from '@tocsin/domain/backtest/backtest';
import { writtenBacktest } from '@tocsin/domain/backtest/backtest-report';
import { draftOfGroup } from '@tocsin/domain/backtest/draft-of-group';
import type { Incident } from '@tocsin/domain/backtest/incidents';
import { readTime } from '@tocsin/domain/backtest/read-time';
import type { SampleSeries } from '@tocsin/domain/backtest/sample-feed';
import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import type { RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import { EvaluationError } from '@tocsin/domain/plan/operator';
import { parseDurationMs } from '@tocsin/domain/rules/duration';
import { incidentsOfFile, type Read, readText, samplesOfFile } from './backtest-file.js';
import { tableOf } from './backtest-output.js';
import { samplesOfPrometheus } from './backtest-prometheus.js';

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
  const drafts = draftsOf(ruleFile, options.stepDefault);
  if (drafts.kind === 'failed') return failed(drafts.message, 1);
  const incidents: Read<readonly Incident[] | null> =
    options.incidents === undefined ? { kind: 'read', value: null } : incidentsOfFile(options.incidents);
  if (incidents.kind === 'failed') return failed(incidents.message, 1);
  const samples = await samplesOf(options, usage, drafts.value, signal);
  if (samples.kind === 'failed') return failed(samples.message, 1);

  const to = usage.to ?? lastTimeOf(samples.value);
  if (to === null) return failed('the source has no samples', 1);
  const reports: BacktestReport[] = [];
  for (const document of drafts.value) {
    const from = to - usage.rangeMs;
    const { tenant } = options;
    const test = new Backtest({ document, tenant, series: samples.value, from, to, incidents: incidents.value });
    while (!test.isDone && !signal.aborted) {
      for (let i = 0; i < STEPS_AT_ONCE; i += 1) test.step();
      showProgress(`evaluating ${document.name}`, test.share);
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
function usageOf({ source, range, end, stepDefault, series, output }: BacktestOptions, now: number): string | Usage {
  const [, kind, at = ''] = /^(file|prometheus)=(.+)$/.exec(source) ?? [];
  if (kind !== 'file' && kind !== 'prometheus') return `--source ${source}: is neither file=PATH nor prometheus=URL`;
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

function draftsOf(ruleFile: string, stepDefault: string): Read<readonly RuleGroupDraft[]> {
  const text = readText(ruleFile);
  if (text.kind === 'failed') return text;
  const parsed = parseRuleFile(text.value);
  if (parsed.kind === 'parsed')
    return { kind: 'read', value: parsed.groups.map((group) => ({ interval: stepDefault, ...draftOfGroup(group) })) };
  const findings = parsed.findings.map(({ line, column, message }) => `${ruleFile}: ${line}:${column}: ${message}`);
  return { kind: 'failed', message: findings.join('\n') };
}

async function samplesOf(
  { series = null, tokenFile }: { series?: string | null; tokenFile?: string },
  { source, to, rangeMs }: Usage,
  drafts: readonly RuleGroupDraft[],
  signal: AbortSignal,
): Promise<Read<readonly SampleSeries[]>> {
  if (source.kind === 'file') return samplesOfFile(source.at, series);
  const token: Read<string | null> = tokenFile === undefined ? { kind: 'read', value: null } : readText(tokenFile);
  if (token.kind === 'failed') return token;
  const end = to as number;
  try {
    const needed = drafts.flatMap((draft) => neededRange(draft, end - rangeMs, end));
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
  if (output === 'json') console.log(JSON.stringify({ groups: reports.map(writtenBacktest) }, null, 2));
  else console.log(reports.map(tableOf).join('\n\n'));
}

function failed(message: string, status: 1 | 2): 1 | 2 {
  endProgress();
  console.error(message);
  return status;
}

/** One line on a terminal that is written over again and again; nothing where nobody looks on. */
function showProgress(what: string, share: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${what}: ${Math.floor(share * 100)} %`);
}

function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
