import { headerOf, type RouteRequest } from '../route.js';
import { changedMeanwhile } from './rules/rule-world.js';

/**
 * Which version may be changed, by the headers `If-Match` and `If-None-Match` of a request.
 *
 * @param known - what is there now
 * @param noun - what it is, such as `group`
 * @throws ProblemError 412 when none can be
 */
export function versionCondition(
  request: RouteRequest,
  known: { version: number } | null,
  noun: string,
): { if_version?: number } {
  if (headerOf(request, 'if-none-match')?.trim() === '*') return { if_version: 0 };
  const match = headerOf(request, 'if-match')?.trim();
  if (match === undefined) return {};
  if (match === '*' && known !== null) return {};
  const version = /^"?([1-9]\d{0,8})"?$/.exec(match)?.[1];
  if (version === undefined) throw changedMeanwhile(`If-Match is ${match}, which is no version of this ${noun}`);
  return { if_version: Number(version) };
}
