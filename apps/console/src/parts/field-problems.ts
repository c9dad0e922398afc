import { ProblemError } from '@tocsin/client/problem-error';

/** What the platform says is wrong with one field, to be shown at it; null when nothing is. @param path - such as `quotas.rules` */
export function fieldProblem(error: unknown, path: string): string | null {
  if (!(error instanceof ProblemError)) return null;
  const found = error.errors.filter((one) => one.path === path || one.path.startsWith(`${path}[`));
  return found.length === 0 ? null : found.map(({ message, fix }) => `${path} ${message}. ${fix}`).join(' ');
}

/** Whether all that is wrong is shown at fields, so that nothing is left to say. */
export function isAtFields(error: unknown, paths: readonly string[]): boolean {
  if (!(error instanceof ProblemError) || error.errors.length === 0) return false;
  return error.errors.every(({ path }) => paths.some((known) => path === known || path.startsWith(`${known}[`)));
}
