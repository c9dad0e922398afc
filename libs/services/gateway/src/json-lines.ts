import { Readable } from 'node:stream';
import { problemOf } from './problem.js';
import { headerOf, type RouteRequest } from './route.js';

/** Lines of JSON, one as soon as there is something to tell. */
export const LINES_TYPE = 'application/x-ndjson';

export const wantsLines = (request: RouteRequest): boolean =>
  (headerOf(request, 'accept') ?? '').split(',').some((range) => range.split(';')[0]?.trim() === LINES_TYPE);

/**
 * Progress and the outcome as they come: `{"progress": share}` again and again, and at last `{"data": …}` or, as the
 * status has been sent by then, `{"problem": …}`.
 *
 * @param work - is given whom to tell its progress, from 0 to 1
 */
export function progressLines(work: (tell: (share: number) => void) => Promise<unknown>): Readable {
  const lines = new Readable({ read: () => undefined });
  const line = (content: unknown): void => void (lines.destroyed || lines.push(`${JSON.stringify(content)}\n`));
  void work((share) => line({ progress: Math.round(share * 100) / 100 }))
    .then(
      (data) => line({ data }),
      (error: unknown) => {
        const { status, code, title, message: detail } = problemOf(error);
        line({ problem: { type: `urn:tocsin:problem:${code}`, title, status, detail } });
      },
    )
    .finally(() => lines.push(null));
  return lines;
}
