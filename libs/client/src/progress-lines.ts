import type { Schema } from './call.js';
import { ProblemError, UnreachableError } from './problem-error.js';

interface Line {
  readonly progress?: number;
  readonly data?: unknown;
  readonly problem?: Omit<Schema<'Problem'>, 'instance' | 'trace_id'>;
}

/**
 * Reads an answer that comes line by line: how far the work has come, and at last what it gave.
 *
 * @throws ProblemError when the work failed, UnreachableError when the answer ends before it is whole
 */
export async function readProgress(
  operation: string,
  { body }: Response,
  onProgress: (share: number) => void,
): Promise<unknown> {
  let rest = '';
  for await (const part of textsOf(body)) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const { progress, data, problem } = JSON.parse(line) as Line;
      if (problem !== undefined) throw new ProblemError(operation, { instance: '', trace_id: '', ...problem });
      if (data !== undefined) return data;
      if (progress !== undefined) onProgress(progress);
    }
  }
  throw new UnreachableError(`${operation}: the answer ended too early`);
}

/**
 * The text of a stream, part by part; it ends when the signal is aborted. Not by iteration of the stream itself, which not
 * every browser has.
 */
export async function* textsOf(
  body: ReadableStream<Uint8Array> | null,
  signal?: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  const stop = (): void => void reader?.cancel().catch(() => undefined);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read())
      yield decoder.decode(read.value, { stream: true });
  } finally {
    signal?.removeEventListener('abort', stop);
    // What is not wanted any more is not sent any more.
    stop();
  }
}
