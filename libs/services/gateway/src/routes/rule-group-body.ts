import type { RuleGroupBody, RuleGroupFinding, RuleGroupsRead } from '@tocsin/contracts/http/rule-group-body';
import type { RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import { invalid, type ProblemDetail, ProblemError } from '../problem.js';
import { assertOwnTenant, headerOf, principalOf, type RouteRequest, yamlTypes } from '../route.js';

/** Most findings of one answer; who has mended a hundred asks again. */
const FINDINGS_MAX = 100;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A body as it came, by its content type. @throws ProblemError 400 or 415 */
export function bodyOf(request: RouteRequest): RuleGroupBody {
  if (!(request.body instanceof Uint8Array)) {
    assertOwnTenant(principalOf(request), request.body);
    return { json: request.body };
  }
  const type = headerOf(request, 'content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!yamlTypes.includes(type))
    throw new ProblemError(
      415,
      'unsupported-media-type',
      'The content type is not supported',
      `Send application/yaml or application/json, not ${type}.`,
    );
  try {
    return { yaml: decoder.decode(request.body) };
  } catch {
    throw new ProblemError(400, 'malformed-yaml', 'The body is not YAML', 'It is no UTF-8.');
  }
}

/** The groups that were read. @throws ProblemError 422 with what is wrong, or 413 */
export function draftsOf(read: RuleGroupsRead): readonly RuleGroupDraft[] {
  if (read.kind === 'read') return read.groups;
  if (read.kind === 'refused') throw invalid(read.findings.slice(0, FINDINGS_MAX).map(detailOf));
  throw new ProblemError(
    413,
    'body-too-large',
    'The body is too large',
    `Its groups take ${read.bytes} bytes; ${read.bytesMax} is the most. Split the file up.`,
  );
}

const detailOf = (finding: RuleGroupFinding): ProblemDetail => ({
  code: 'invalid',
  fix: 'Change it as the message says; what is wrong in one place keeps the whole from being stored.',
  ...finding,
});

/** Whether the caller would rather have YAML than JSON. */
export function wantsYaml(request: RouteRequest): boolean {
  const ranked = (headerOf(request, 'accept') ?? '')
    .split(',')
    .map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { type, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const first = ranked.find(({ type }) => ['application/json', 'application/*', '*/*', ...yamlTypes].includes(type));
  return first !== undefined && yamlTypes.includes(first.type);
}
