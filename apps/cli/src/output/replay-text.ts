import type { ReplayReport } from '@tocsin/domain/replay/replay-report';
import { seriesText, timeText } from '@tocsin/domain/replay/series-text';

/** A replay as people read it. */
export function textOfReplay(report: ReplayReport): string {
  const { from, to, records, equal, missing, unexpected, different, began_before, not_replayed } = report;
  const lines = [
    `${timeText(from)} to ${timeText(to)}, ${records} records read`,
    `  equal: ${equal}`,
    `  missing: ${missing}`,
    `  unexpected: ${unexpected}`,
    `  different: ${different}`,
  ];
  for (const { kind, state, at, rule_name, labels, fields } of report.differences) {
    lines.push(`  ${kind}: ${state} at ${timeText(at)}, ${seriesText(rule_name, labels)}`);
    for (const { field, recorded, replayed } of fields)
      lines.push(`    ${field}: ${JSON.stringify(recorded)} in the log, ${JSON.stringify(replayed)} again`);
  }
  const untold = missing + unexpected + different - report.differences.length;
  if (untold > 0) lines.push(`  … and ${untold} differences more`);
  if (began_before.transitions > 0) {
    lines.push(`  not compared, of episodes that began before what can be decided again: ${began_before.transitions}`);
    for (const { rule_name, labels, episode_start } of began_before.alerts)
      lines.push(`    ${seriesText(rule_name, labels)} since ${timeText(episode_start)}`);
  }
  if (not_replayed.rules.length > 0) {
    lines.push(`  not compared, of rules whose version of then can no longer be had: ${not_replayed.transitions}`);
    for (const rule of not_replayed.rules) lines.push(`    ${rule}`);
  }
  return lines.join('\n');
}
