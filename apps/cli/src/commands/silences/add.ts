import { connect } from '../../connection/connect.js';
import { type Run, textOption } from '../../frame/command.js';
import { CommandError, exit } from '../../frame/exit.js';
import { durationOption, timeOption } from '../../frame/times.js';
import { plain, timeText } from '../../output/plain.js';
import { printOne } from '../../output/print.js';
import { nameOf } from './columns.js';

const alertsText = (count: number): string => (count === 1 ? '1 alert that fires' : `${count} alerts that fire`);

/** Silences the alerts that matchers fit, and says how many fire now. */
export const run: Run = async (invocation) => {
  const { args: matchers, surroundings } = invocation;
  const now = surroundings.now();
  const start = textOption(invocation, 'start');
  const starts_at = start === undefined ? now : timeOption('--start', start, now);
  const ends_at = starts_at + durationOption('--duration', textOption(invocation, 'duration') as string);
  const comment = textOption(invocation, 'comment') as string;
  if (comment === '') throw new CommandError(exit.usage, 'it is empty', '--comment', 'say why nobody shall be told');
  const tocsin = await connect(invocation);
  const preview = (await tocsin.previewSilence({ body: { matchers: [...matchers] } })).data;
  if (invocation.options['dryRun'] === true) {
    await printOne(invocation, { data: preview, text: `would silence ${alertsText(preview.count)} now` });
    return exit.ok;
  }
  const kind = textOption(invocation, 'kind') === 'maintenance' ? 'maintenance' : 'silence';
  const { data } = await tocsin.createSilence({ body: { kind, matchers: [...matchers], comment, starts_at, ends_at } });
  const text = `silence ${data.id} until ${timeText(ends_at)}: ${plain(matchers.join(' '))}; it fits ${alertsText(preview.count)} now`;
  await printOne(invocation, { data, text, name: nameOf(data) });
  return exit.ok;
};
