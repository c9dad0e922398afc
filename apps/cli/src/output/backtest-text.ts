import type { BacktestReport } from '@tocsin/domain/backtest/backtest';
import { printDuration } from '@tocsin/domain/promql/duration-text';

const headings = ['RULE', 'FIRINGS', 'IN ALERT', 'LONGEST', 'FLAPS', 'ERRORS'] as const;

/** A back-test as people read it. */
export function tableOf(report: BacktestReport): string {
  const { group, from, to, ticks, rules, notifications, notificationsPerWeek, incidents } = report;
  const state = report.kind === 'finished' ? '' : ', cancelled';
  const rows = rules.map((rule) => [
    rule.name,
    rule.kind === 'recording' ? '-' : String(rule.firings),
    rule.kind === 'recording' ? '-' : roundedText(rule.inAlertMs),
    rule.kind === 'recording' ? '-' : roundedText(rule.longestMs),
    rule.kind === 'recording' ? '-' : String(rule.flaps),
    String(rule.errors),
  ]);
  const lines = [
    `${group}: ${timeText(from)} to ${timeText(to)}, ${ticks} evaluations${state}`,
    ...aligned([headings, ...rows]).map((line) => `  ${line}`),
    `  notifications: ${notifications} (${notificationsPerWeek === null ? '-' : notificationsPerWeek.toFixed(1)} a week)`,
  ];
  if (incidents !== null) {
    const { found, precision, recall, leadMs } = incidents;
    lines.push(
      `  incidents: ${found} of ${incidents.incidents} found, precision ${shareText(precision)}, recall ${shareText(recall)}, lead ${leadMs === null ? '-' : roundedText(leadMs)}`,
    );
  }
  for (const { name, lastError } of rules) if (lastError !== null) lines.push(`  ${name}: ${lastError}`);
  return lines.join('\n');
}

/** Columns under each other, the first to the left and numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] as number) - [...cell].length);
        return column === 0 ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

const timeText = (time: number): string => new Date(time).toISOString();
const shareText = (share: number | null): string => (share === null ? '-' : share.toFixed(2));

function roundedText(ms: number): string {
  const rounded = Math.round(ms / 1_000) * 1_000;
  return rounded < 0 ? `-${printDuration(-rounded)}` : printDuration(rounded);
}
