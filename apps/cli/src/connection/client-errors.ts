import { ProblemError, UnreachableError } from '@tocsin/client/problem-error';
import { CommandError, exit, type ExitStatus } from '../frame/exit.js';

/** By the status of HTTP; all else has failed. */
const statuses: Readonly<Record<number, ExitStatus>> = {
  400: exit.usage,
  401: exit.notAllowed,
  403: exit.notAllowed,
  404: exit.notFound,
  409: exit.conflict,
  412: exit.conflict,
  422: exit.usage,
};

/** What the client has thrown, as a command tells it; null for what is not the client's. */
export function commandErrorOf(error: unknown): CommandError | null {
  if (error instanceof UnreachableError)
    return new CommandError(
      exit.failed,
      error.message,
      '',
      'name it by --url or TOCSIN_URL, start it where it runs (here by tocsin up), or ask tocsin doctor',
    );
  if (!(error instanceof ProblemError)) return null;
  const { problem, status, traceId } = error;
  const faults = error.errors.map(({ path, message, line, column }) => {
    const place = line === undefined ? path : `${path} ${line}:${column ?? 1}`;
    return `${place} ${message}`.trim();
  });
  const fixes = new Set(error.errors.map(({ fix }) => fix).filter((fix) => fix !== ''));
  return new CommandError(
    statuses[status] ?? exit.failed,
    [detailOf(problem.detail), ...faults].filter((text) => text !== '').join('\n    '),
    `the platform, which answered ${status}${traceId === '' ? '' : `, trace ${traceId}`}`,
    fixes.size > 0 ? [...fixes].join(' ') : fixOf(status),
  );
}

/** Routes in the form of Prometheus's API say what is wrong in that form. */
function detailOf(detail: string): string {
  try {
    const { error } = JSON.parse(detail) as { error?: unknown };
    return typeof error === 'string' ? error : detail;
  } catch {
    return detail;
  }
}

function fixOf(status: number): string {
  switch (status) {
    case 401:
      return 'give a token that is accepted by --token-file, TOCSIN_TOKEN_FILE or TOCSIN_TOKEN';
    case 403:
      return 'ask an admin for a token with the scope that is named';
    case 404:
      return 'list what there is, and name one of these';
    case 412:
      return 'somebody else has changed it meanwhile; look at it and try again';
    default:
      return '';
  }
}
