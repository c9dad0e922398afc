import { ProblemError, UnreachableError } from '@tocsin/client/problem-error';
import { createTocsinClient } from '@tocsin/client/tocsin-client';
import { readTime } from '@tocsin/domain/backtest/read-time';
import type { ReplayReport } from '@tocsin/domain/replay/replay-report';
import { parseDurationMs } from '@tocsin/domain/rules/duration';
import { type Read, readText } from './backtest-file.js';
import { endProgress, showProgress } from './progress.js';
import { textOfReplay } from './replay-output.js';

/** As they were written. */
export interface ReplayOptions {
  readonly from: string;
  readonly to?: string;
  readonly url: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly output: string;
}

interface Usage {
  readonly from: number;
  readonly to: number;
  readonly url: string;
  readonly token: string;
}

/**
 * Has the gateway decide a span of its log again and prints what is equal and what is not.
 *
 * @param now - the present; ms since 1970
 * @param signal - aborted when the user has had enough
 * @returns the exit status: 0 when all is equal, 1 when something differs or failed, 2 for wrong options
 */
export async function runReplay(options: ReplayOptions, now: number, signal: AbortSignal): Promise<number> {
  const usage = usageOf(options, now);
  if (typeof usage === 'string') return failed(usage, 2);
  const report = await ask(usage, signal);
  endProgress();
  if (report.kind === 'failed') return failed(report.message, 1);
  const { value } = report;
  console.log(options.output === 'json' ? JSON.stringify(value, null, 2) : textOfReplay(value));
  return value.missing + value.unexpected + value.different === 0 ? 0 : 1;
}

/** @returns what is wrong, as a text, or what the options mean */
function usageOf({ from, to, url, token, tokenFile, output }: ReplayOptions, now: number): string | Usage {
  const begin = timeOf(from, now);
  const end = to === undefined ? now : timeOf(to, now);
  if (begin === null) return `--from ${from}: is neither a time such as 2026-01-31T12:00:00Z nor a duration such as 2h`;
  if (end === null) return `--to ${to}: is neither a time such as 2026-01-31T12:00:00Z nor a duration such as 2h`;
  if (begin >= end) return `--to ${to ?? 'now'}: is not after --from ${from}`;
  if (!(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) return `--url ${url}: is no http(s) URL`;
  if (output !== 'text' && output !== 'json') return `--output ${output}: is neither text nor json`;
  if ((token === undefined) === (tokenFile === undefined)) return 'give one of --token and --token-file';
  const read: Read<string> = tokenFile === undefined ? { kind: 'read', value: token ?? '' } : readText(tokenFile);
  return read.kind === 'failed' ? read.message : { from: begin, to: end, url, token: read.value.trim() };
}

/** A time, or how long ago it was. */
function timeOf(text: string, now: number): number | null {
  const ago = parseDurationMs(text);
  return ago === null || ago === 0 ? readTime(text) : now - ago;
}

async function ask({ from, to, url, token }: Usage, signal: AbortSignal): Promise<Read<ReplayReport>> {
  const tocsin = createTocsinClient({ baseUrl: url, token });
  const onProgress = (share: number): void => showProgress('replaying', share);
  try {
    return { kind: 'read', value: (await tocsin.replay({ body: { from, to } }, { signal, onProgress })).data };
  } catch (error) {
    if (signal.aborted) return { kind: 'failed', message: 'cancelled' };
    if (error instanceof ProblemError || error instanceof UnreachableError)
      return { kind: 'failed', message: error.message };
    throw error;
  }
}

function failed(message: string, status: 1 | 2): 1 | 2 {
  console.error(message);
  return status;
}
