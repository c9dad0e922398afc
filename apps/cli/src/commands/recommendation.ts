import type { Schema } from '@tocsin/client/call';
import { ProblemError, UnreachableError } from '@tocsin/client/problem-error';
import { createTocsinClient, type TocsinClient } from '@tocsin/client/tocsin-client';
import { parseDurationMs } from '@tocsin/domain/rules/duration';
import { readText } from './backtest-file.js';

/** As they were written. */
export interface RecommendationOptions {
  readonly url: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly output: string;
}

type Recommendation = Schema<'ConfigurationRecommendation'>;

/** What a command has found: as JSON, in words, and its exit status. */
interface Found {
  readonly data: unknown;
  readonly text: string;
  readonly status: 0 | 1;
}

/** The platform makes a recommendation as long as a back-test may run. */
const TIMEOUT_MS = 130_000;

/**
 * Has the platform recommend a setting of a rule, which changes nothing.
 *
 * @param delayMax - by how much an incident may be told of later, such as `5m`
 * @returns the exit status: 0 for a recommendation, 1 where there is none, 2 for wrong options
 */
export async function runRecommend(rule: string, delayMax: string, options: RecommendationOptions): Promise<number> {
  if (parseDurationMs(delayMax) === null) return failed(`--delay-max ${delayMax}: is no duration such as 5m`, 2);
  return told(options, async (tocsin) => {
    const { data } = await tocsin.makeRecommendation({ id: rule, body: { delay_max: delayMax } });
    const { recommendation, reason = '', message = '' } = data;
    return recommendation === undefined
      ? { data, text: `${reason}: ${message}`, status: 1 }
      : { data, text: lineOf(recommendation), status: 0 };
  });
}

/** Lists recommendations, those that are open or all. @returns the exit status */
export function runRecommendations(all: boolean, options: RecommendationOptions): Promise<number> {
  return told(options, async (tocsin) => {
    const found = await Array.fromAsync(tocsin.listRecommendations(all ? {} : { state: 'open' }));
    return { data: found, text: found.length === 0 ? 'none' : found.map(lineOf).join('\n'), status: 0 };
  });
}

/** Accepts or refuses a recommendation. @returns the exit status */
export function runDecision(
  verdict: 'accept' | 'refuse',
  { id, reason }: { readonly id: string; readonly reason: string },
  options: RecommendationOptions,
): Promise<number> {
  return told(options, async (tocsin) => {
    const decided = { id, body: { reason } };
    const { data } = await (verdict === 'accept'
      ? tocsin.acceptRecommendation(decided)
      : tocsin.refuseRecommendation(decided));
    return { data, text: lineOf(data), status: 0 };
  });
}

const lineOf = ({ id, rule_name, state, text, confidence }: Recommendation): string =>
  `${id}  ${state}  ${rule_name}: ${text} (chance of fewer pages: ${confidence.toFixed(2)}; it says nothing of what is missed)`;

async function told(
  { url, token, tokenFile, output }: RecommendationOptions,
  ask: (tocsin: TocsinClient) => Promise<Found>,
): Promise<number> {
  if ((token === undefined) === (tokenFile === undefined)) return failed('give one of --token and --token-file', 2);
  if (output !== 'text' && output !== 'json') return failed(`--output ${output}: is neither text nor json`, 2);
  const read = tokenFile === undefined ? { kind: 'read' as const, value: token ?? '' } : readText(tokenFile);
  if (read.kind === 'failed') return failed(read.message, 2);
  const tocsin = createTocsinClient({ baseUrl: url, token: read.value.trim(), timeoutMs: TIMEOUT_MS });
  try {
    const { data, text, status } = await ask(tocsin);
    console.log(output === 'json' ? JSON.stringify(data, null, 2) : text);
    return status;
  } catch (error) {
    if (error instanceof ProblemError || error instanceof UnreachableError) return failed(error.message, 1);
    throw error;
  }
}

function failed(message: string, status: 1 | 2): 1 | 2 {
  console.error(message);
  return status;
}
