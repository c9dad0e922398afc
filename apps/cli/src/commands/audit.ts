import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readText } from './backtest-file.js';

/** As they were written. */
export interface AuditOptions {
  readonly url: string;
  readonly token?: string;
  readonly tokenFile?: string;
}

/**
 * Writes the ledger of the token's tenant to standard output.
 *
 * @returns the exit status: 0, 1 when nobody answered or the answer broke off, 2 for wrong options
 */
export async function runAuditExport(options: AuditOptions): Promise<number> {
  return withAnswer(options, '/api/audit/export', async (response) => {
    if (response.body !== null) await pipeline(Readable.fromWeb(response.body), process.stdout, { end: false });
  });
}

/** Writes the public key of the ledger to standard output. @returns as {@link runAuditExport} */
export async function runAuditKey(options: AuditOptions): Promise<number> {
  return withAnswer(options, '/api/audit/checkpoint', async (response) => {
    const { data } = (await response.json()) as { data: { public_key: string } };
    process.stdout.write(data.public_key);
  });
}

async function withAnswer(
  { url, token, tokenFile }: AuditOptions,
  path: string,
  take: (response: Response) => Promise<void>,
): Promise<number> {
  if ((token === undefined) === (tokenFile === undefined)) return failed('give one of --token and --token-file', 2);
  const read = tokenFile === undefined ? { kind: 'read' as const, value: token ?? '' } : readText(tokenFile);
  if (read.kind === 'failed') return failed(read.message, 2);
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}${path}`, {
      headers: { authorization: `Bearer ${read.value.trim()}` },
    });
    if (!response.ok) return failed(`${url} answered ${response.status}: ${(await response.text()).slice(0, 500)}`, 1);
    await take(response);
    return 0;
  } catch (error) {
    const { message, cause } = error as Error;
    return failed(`cannot ask ${url}: ${message}${cause instanceof Error ? `: ${cause.message}` : ''}`, 1);
  }
}

function failed(message: string, status: 1 | 2): 1 | 2 {
  console.error(message);
  return status;
}
