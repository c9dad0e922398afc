import { readText } from './backtest-file.js';

/** As they were written. */
export interface RuleOptions {
  readonly url: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly output: string;
}

interface Reading {
  readonly draft: object;
  readonly reading: string;
  readonly assumptions: readonly string[];
  readonly left_out: readonly { readonly words: string; readonly instead: string }[];
}
interface Understanding {
  readonly kind: 'rule' | 'asked' | 'refused';
  readonly rule?: Reading;
  readonly question?: string;
  readonly choices?: readonly (Reading & { readonly label: string })[];
  readonly reason?: string;
  readonly can?: string;
}

/**
 * Has the platform make a rule of words, and prints it; nothing is stored.
 *
 * @returns the exit status: 0 for a rule, 1 for a question or a refusal, 2 for wrong options
 */
export async function runRule(words: readonly string[], options: RuleOptions): Promise<number> {
  const { url, token, tokenFile, output } = options;
  if ((token === undefined) === (tokenFile === undefined)) return failed('give one of --token and --token-file', 2);
  if (output !== 'text' && output !== 'json') return failed(`--output ${output}: is neither text nor json`, 2);
  const read = tokenFile === undefined ? { kind: 'read' as const, value: token ?? '' } : readText(tokenFile);
  if (read.kind === 'failed') return failed(read.message, 2);
  const answer = await ask(url, read.value.trim(), words.join(' '));
  if (typeof answer === 'string') return failed(answer, 1);
  console.log(output === 'json' ? JSON.stringify(answer, null, 2) : textOf(answer));
  return answer.kind === 'rule' ? 0 : 1;
}

/** @returns what was understood, or why nobody could be asked */
async function ask(url: string, token: string, text: string): Promise<Understanding | string> {
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/api/rules/from-words`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    });
    if (!response.ok) return `${url} answered ${response.status}: ${(await response.text()).slice(0, 500)}`;
    return ((await response.json()) as { data: Understanding }).data;
  } catch (error) {
    const { message, cause } = error as Error;
    return `cannot ask ${url}: ${message}${cause instanceof Error ? `: ${cause.message}` : ''}`;
  }
}

function textOf({ rule, question, choices = [], reason = '', can = '' }: Understanding): string {
  if (rule !== undefined) return `${textOfReading(rule)}\n\n${JSON.stringify(rule.draft, null, 2)}`;
  if (question === undefined) return `${reason}\n${can}`;
  return [question, ...choices.map((one) => `- ${one.label}\n  ${one.reading}`)].join('\n');
}

const textOfReading = ({ reading, assumptions, left_out }: Reading): string =>
  [
    reading,
    ...assumptions.map((one) => `- ${one}`),
    ...left_out.map(({ words, instead }) => `- left out: "${words}": ${instead}`),
  ].join('\n');

function failed(message: string, status: 1 | 2): 1 | 2 {
  console.error(message);
  return status;
}
