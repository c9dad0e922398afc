import type { ReplayReport } from '@tocsin/domain/replay/replay-report';
import { connect } from '../connection/connect.js';
import { type Run, textOption } from '../frame/command.js';
import { CommandError, exit } from '../frame/exit.js';
import { timeOption } from '../frame/times.js';
import { printOne } from '../output/print.js';
import { endProgress, showProgress } from '../output/progress.js';
import { textOfReplay } from '../output/replay-text.js';

/** Has the gateway decide a span of its log again and prints what is equal and what is not. */
export const run: Run = async (invocation) => {
  const { surroundings } = invocation;
  const now = surroundings.now();
  const end = textOption(invocation, 'to');
  const from = timeOption('--from', textOption(invocation, 'from') as string, now);
  const to = end === undefined ? now : timeOption('--to', end, now);
  if (from >= to) throw new CommandError(exit.usage, 'it is not before --to', '--from', 'give an earlier time');
  const tocsin = await connect(invocation);
  const { signal } = surroundings;
  const onProgress = (share: number): void => showProgress(surroundings, 'replaying', share);
  let report: ReplayReport;
  try {
    report = (await tocsin.replay({ body: { from, to } }, { signal, onProgress })).data;
  } finally {
    endProgress(surroundings);
  }
  await printOne(invocation, { data: report, text: textOfReplay(report) });
  return report.missing + report.unexpected + report.different === 0 ? exit.ok : exit.failed;
};
