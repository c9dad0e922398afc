import { setImmediate as turn } from 'node:timers/promises';
import { Backtest, type BacktestReport, neededRange } from '@tocsin/domain/backtest/backtest';
import { writtenBacktest } from '@tocsin/domain/backtest/backtest-report';
import { readRules } from '@tocsin/domain/backtest/read-rules';
import { readTime } from '@tocsin/domain/backtest/read-time';
import { RuleBacktest, ruleNeeds } from '@tocsin/domain/backtest/rule-backtest';
import type { SampleSeries } from '@tocsin/domain/backtest/sample-feed';
import type { RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { EvaluationError } from '@tocsin/domain/plan/operator';
import type { ProvisionedKind, Wanted } from '../../apply/provisioned-kind.js';
import { type FolderContent, readKindsOf } from '../../apply/read-folder.js';
import { ruleGroupKind } from '../../apply/rule-group-kind.js';
import { ruleKind } from '../../apply/rule-kind.js';
import { connectionOf } from '../../connection/profile.js';
import { type PrometheusSource, samplesOfPrometheus } from '../../connection/prometheus-samples.js';
import { incidentsOfFile, samplesOfFile } from '../../files/backtest-files.js';
import { readText } from '../../files/read-text.js';
import { type Invocation, type Run, textOption } from '../../frame/command.js';
import { CommandError, exit } from '../../frame/exit.js';
import { durationOption } from '../../frame/times.js';
import { tableOf } from '../../output/backtest-text.js';
import { printOne } from '../../output/print.js';
import { endProgress, showProgress } from '../../output/progress.js';

/** How many evaluations are done before anything else gets its turn. */
const STEPS_AT_ONCE = 50;

/**
 * Evaluates the groups of a rule file over samples of the past and prints what would have become of them; what was found
 * until it was cancelled, too.
 */
export const run: Run = async (invocation) => {
  const { surroundings } = invocation;
  const usage = usageOf(invocation);
  const subjects = await subjectsOf(invocation);
  const incidentsFile = textOption(invocation, 'incidents');
  const incidents = incidentsFile === undefined ? null : await incidentsOfFile(surroundings, incidentsFile);
  try {
    const series = await samplesOf(invocation, usage, subjects);
    const to = usage.to ?? lastTimeOf(series);
    if (to === null)
      throw new CommandError(exit.failed, 'the source has no samples', '--source', 'name another source');
    const reports = await reportsOf(invocation, subjects, { series, from: to - usage.rangeMs, to, incidents });
    endProgress(surroundings);
    await printOne(invocation, {
      data: { groups: reports.map((report) => writtenBacktest(report)) },
      text: reports.map(tableOf).join('\n\n'),
    });
    if (reports.every(({ kind }) => kind === 'finished')) return exit.ok;
    throw new CommandError(exit.failed, 'cancelled');
  } finally {
    endProgress(surroundings);
  }
};

async function reportsOf(
  invocation: Invocation,
  subjects: readonly Subject[],
  common: Pick<ConstructorParameters<typeof RuleBacktest>[0], 'series' | 'from' | 'to' | 'incidents'>,
): Promise<BacktestReport[]> {
  const { surroundings } = invocation;
  const { signal } = surroundings;
  const reports: BacktestReport[] = [];
  for (const subject of subjects) {
    const test =
      subject.kind === 'rule'
        ? new RuleBacktest({ ...common, rule: subject.rule })
        : new Backtest({ ...common, document: subject.group, tenant: tenantOf(invocation) });
    const { name } = subject.kind === 'rule' ? subject.rule : subject.group;
    while (!test.isDone && !signal.aborted) {
      for (let i = 0; i < STEPS_AT_ONCE; i += 1) test.step();
      showProgress(surroundings, `evaluating ${name}`, test.share);
      await turn();
    }
    reports.push(test.report());
    if (signal.aborted) break;
  }
  return reports;
}

interface Usage {
  readonly rangeMs: number;
  /** Null: the time of the last sample. */
  readonly to: number | null;
  readonly source:
    | { readonly kind: 'history' }
    | { readonly kind: 'file'; readonly at: string }
    | { readonly kind: 'prometheus'; readonly at: string };
}

function usageOf(invocation: Invocation): Usage {
  const source = sourceOf(textOption(invocation, 'source') as string);
  if (source.kind !== 'file' && textOption(invocation, 'series') !== undefined)
    throw new CommandError(exit.usage, 'it names the series of a CSV file', '--series', 'leave it out');
  const rangeMs = durationOption('--range', textOption(invocation, 'range') as string);
  durationOption('--step-default', textOption(invocation, 'stepDefault') as string);
  const end = textOption(invocation, 'end');
  const given = end === undefined ? null : readTime(end);
  if (end !== undefined && given === null)
    throw new CommandError(exit.usage, `"${end}" is no time`, '--end', 'write one such as 2026-01-31T12:00:00Z');
  return { rangeMs, to: given ?? (source.kind === 'file' ? null : invocation.surroundings.now()), source };
}

function sourceOf(text: string): Usage['source'] {
  if (text === 'history') return { kind: 'history' };
  const [, kind, at = ''] = /^(file|prometheus)=(.+)$/.exec(text) ?? [];
  const isUsable = kind === 'file' || (URL.canParse(at) && /^https?:$/.test(new URL(at).protocol));
  if ((kind === 'file' || kind === 'prometheus') && isUsable) return { kind, at };
  throw new CommandError(
    exit.usage,
    kind === 'prometheus' ? `${at} is no http(s) URL` : `"${text}" is no source`,
    '--source',
    'write history, file=PATH or prometheus=URL',
  );
}

/** What is back-tested: a rule of conditions, or each group of a rule file. */
type Subject =
  { readonly kind: 'rule'; readonly rule: AlertRule } | { readonly kind: 'group'; readonly group: RuleGroupDraft };

const tenantOf = (invocation: Invocation): string => textOption(invocation, 'tenant') as string;

async function subjectsOf(invocation: Invocation): Promise<readonly Subject[]> {
  const [ruleFile = ''] = invocation.args;
  const interval = textOption(invocation, 'stepDefault') as string;
  const text = await readText(invocation.surroundings, ruleFile);
  const provisioned = readKindsOf(text, ruleFile);
  if (provisioned?.kind === 'faulty')
    throw new CommandError(exit.lint, provisioned.messages.join('\n    '), ruleFile, 'mend what is named');
  if (provisioned !== null) return subjectsIn(provisioned.content, interval, tenantOf(invocation));
  const read = readRules(text, tenantOf(invocation));
  switch (read.kind) {
    case 'rule':
      return [read];
    case 'groups':
      return read.groups.map((group) => ({ kind: 'group', group: { interval, ...group } }));
    case 'refused':
      throw new CommandError(exit.lint, read.findings.join('\n    '), ruleFile, 'mend what is named');
  }
}

/** What `rules apply` would apply, each rule and each group by itself. */
function subjectsIn(content: FolderContent, interval: string, tenantId: string): Subject[] {
  const wanted = <Value>(kind: ProvisionedKind<Value>): readonly Wanted<Value>[] =>
    (content.get(kind) ?? []) as readonly Wanted<Value>[];
  return [
    ...wanted(ruleKind).map(({ name, value }): Subject => ({
      kind: 'rule',
      rule: RuleFactory.create(value, { id: name, tenantId }, 0),
    })),
    ...wanted(ruleGroupKind).map(({ value }): Subject => ({ kind: 'group', group: { interval, ...value } })),
  ];
}

async function samplesOf(
  invocation: Invocation,
  { source, to, rangeMs }: Usage,
  subjects: readonly Subject[],
): Promise<readonly SampleSeries[]> {
  const { surroundings } = invocation;
  if (source.kind === 'file') return samplesOfFile(surroundings, source.at, textOption(invocation, 'series'));
  const end = to as number;
  try {
    const needed = subjects.flatMap((subject) =>
      subject.kind === 'rule'
        ? ruleNeeds(subject.rule, end - rangeMs, end)
        : neededRange(subject.group, end - rangeMs, end),
    );
    const asked = await prometheusOf(invocation, source);
    return await samplesOfPrometheus(asked, needed, surroundings.signal, (share) =>
      showProgress(surroundings, 'reading samples', share),
    );
  } catch (error) {
    if (error instanceof EvaluationError) throw new CommandError(exit.failed, error.message);
    throw error;
  }
}

/** The platform's own history is read as any Prometheus is. */
async function prometheusOf(
  invocation: Invocation,
  source: Exclude<Usage['source'], { kind: 'file' }>,
): Promise<PrometheusSource> {
  if (source.kind === 'history') return connectionOf(invocation);
  const file = textOption(invocation, 'sourceTokenFile');
  const token = file === undefined ? null : (await readText(invocation.surroundings, file)).trim();
  return { url: source.at, token };
}

function lastTimeOf(series: readonly SampleSeries[]): number | null {
  let last: number | null = null;
  for (const { times } of series) last = Math.max(last ?? Number.NEGATIVE_INFINITY, times[times.length - 1] as number);
  return last;
}
