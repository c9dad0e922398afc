import { apiResponse } from '@tocsin/contracts/http/api-response';
import { type ImportFinding, readRuleImport, type RuleImport } from '@tocsin/contracts/http/rule-import';
import { type BulkOperation, BULK_OPERATIONS_MAX, BulkResultSchema } from '@tocsin/contracts/topics/rule-commands';
import { changeOf as groupChangeOf, draftOf as groupDraftOf } from '@tocsin/contracts/topics/rule-groups';
import {
  type AlertRule,
  AlertSeveritySchema,
  FolderSchema,
  type RuleDraft,
  ruleDraftOf,
} from '@tocsin/domain/rules/alert-rule';
import { ConfigExporter, formatNames, importFormatNames } from '@tocsin/domain/rules/formats/config-exporter';
import { ruleDiff } from '@tocsin/domain/rules/rule-diff';
import { z } from 'zod';
import { invalid, ProblemError } from '../../problem.js';
import { headerOf, parsed, principalOf, type Route, type RouteRequest } from '../../route.js';
import { assertSize, untilRead } from './rule-bulk.js';
import {
  changeOf,
  idempotencyKey,
  ChangeQuerySchema,
  envelopeOf,
  refusalOf,
  type RuleWorld,
  TrueOrFalseSchema,
} from './rule-world.js';

/** Most findings of one answer; who has mended a hundred asks again. */
const FINDINGS_MAX = 100;

const LossSchema = z.strictObject({ subject: z.string(), what: z.string(), why: z.string() }).meta({ id: 'RuleLoss' });
const ImportQuerySchema = z.strictObject({
  ...ChangeQuerySchema,
  format: z.enum(importFormatNames),
  partial: TrueOrFalseSchema.meta({ description: 'Take what is right, where something is wrong.' }),
  dry_run: TrueOrFalseSchema.meta({ description: 'Say what would change, and change nothing.' }),
});
const ImportedSchema = z
  .strictObject({
    dry_run: z.boolean(),
    taken: z.array(
      z.strictObject({
        kind: z.enum(['rule', 'rule-group']),
        name: z.string(),
        outcome: BulkResultSchema.shape.outcome,
        id: z.string().optional(),
        reason: z.string().optional(),
      }),
    ),
    refused: z.int().meta({ description: 'How many rules cannot be taken.' }),
    findings: z.array(
      z.strictObject({
        subject: z.string(),
        path: z.string(),
        message: z.string(),
        line: z.int().optional().meta({ description: 'In what was sent as YAML; counted from 1.' }),
        column: z.int().optional(),
      }),
    ),
    losses: z.array(LossSchema).meta({ description: 'What is not taken over as it was.' }),
  })
  .meta({ id: 'ImportedRules' });
const ExportQuerySchema = z.strictObject({
  format: z.enum(formatNames).default('yaml'),
  folder: FolderSchema.optional().meta({ description: 'Only rules in this folder and in those below it; no groups.' }),
  severity: AlertSeveritySchema.optional(),
  datasource: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,40}$/)
    .default('prometheus')
    .meta({ description: 'For Grafana and Terraform: the uid of the Prometheus data source that is asked.' }),
});
const ReportSchema = z
  .strictObject({ format: z.enum(formatNames), text: z.string(), losses: z.array(LossSchema) })
  .meta({ id: 'ExportedRules' });
const importTypes = ['application/yaml', 'application/json'];
const tag = 'rules';

/** Rules from files of others, and files for them. */
export function ruleTransferRoutes(world: RuleWorld): Route[] {
  return [importRoute(world), exportRoute(world)];
}

function importRoute(world: RuleWorld): Route {
  return {
    method: 'POST',
    path: '/api/rules/import',
    operation: 'importRules',
    headers: idempotencyKey,
    tag,
    summary: 'Import rules from a file',
    description:
      'Groups of Prometheus become rule groups; rules of Grafana become rules with one expression. A rule of the same folder and name, or a group of the same name, is replaced; what the file does not name stays. Where something is wrong, nothing is taken unless `partial=true`, and all of it is told with its place.',
    scope: 'rules:write',
    query: ImportQuerySchema,
    body: { types: importTypes, schema: z.unknown() },
    answers: { 200: { description: 'What became of each rule and group.', schema: apiResponse(ImportedSchema) } },
    handle: async (request) => {
      const query = parsed(ImportQuerySchema, request.query);
      const read = placed(request, readRuleImport(textOfBody(request), query.format));
      if (read.findings.length > 0 && query.partial === 'false') throw refusedImport(read);
      const { tenant } = principalOf(request);
      const planned = plan(world, tenant, read);
      const told = { refused: read.refused, findings: read.findings.slice(0, FINDINGS_MAX), losses: read.losses };
      const taken = planned.map(({ kind, name, outcome }) => ({ kind, name, outcome }));
      if (query.dry_run === 'true') return { status: 200, data: { dry_run: true, taken, ...told } };

      const operations = planned.map(({ operation }) => operation);
      assertImport(operations);
      const command = {
        type: 'rule.bulk',
        ...envelopeOf(request, world, 'POST /api/rules/import'),
        ...changeOf(query),
        operations,
        all_or_none: query.partial === 'false',
      } as const;
      const answered = await world.sender.send(command);
      if (answered.kind !== 'bulk') throw refusalOf(answered);
      const faults = answered.results.filter(({ outcome }) => outcome === 'refused');
      if (faults.length > 0 && query.partial === 'false')
        throw new ProblemError(
          409,
          'import-refused',
          'Nothing was imported',
          faults
            .map(({ id, refusal }) => `${id}: ${refusal?.message ?? ''}`)
            .slice(0, FINDINGS_MAX)
            .join('; '),
        );
      await untilRead(world, tenant, answered.results);
      const results = answered.results.map(({ id, outcome, refusal }, i) => ({
        kind: planned[i]?.kind ?? 'rule',
        name: planned[i]?.name ?? id,
        outcome,
        id,
        ...(refusal === undefined ? {} : { reason: refusal.message }),
      }));
      return { status: 200, data: { dry_run: false, taken: results, ...told } };
    },
  };
}

interface Planned {
  readonly kind: 'rule' | 'rule-group';
  readonly name: string;
  readonly outcome: 'created' | 'changed' | 'unchanged';
  readonly operation: BulkOperation;
}

type Placed = Omit<RuleImport, 'findings'> & { findings: readonly WithoutPlace[] };
type WithoutPlace = Omit<ImportFinding, 'line' | 'column'> & Partial<Pick<ImportFinding, 'line' | 'column'>>;

/** JSON was parsed on its way, and where something stood in its text is not known any more. */
function placed({ body }: RouteRequest, read: RuleImport): Placed {
  if (body instanceof Uint8Array) return read;
  const findings = read.findings.map(({ subject, path, message }) => ({ subject, path, message }));
  return { ...read, findings };
}

/** What putting each does, by what is there now. */
function plan({ rules, groups, ids }: RuleWorld, tenant: string, read: Placed): Planned[] {
  const standing = standingFor(read.rules, rules.ofTenant(tenant));
  return [
    ...read.rules.map((draft, place): Planned => {
      const before = standing.get(place);
      if (before === undefined) {
        const operation: BulkOperation = { op: 'create', rule_id: ids.next(), draft };
        return { kind: 'rule', name: draft.name, outcome: 'created', operation };
      }
      const outcome = ruleDiff(ruleDraftOf(before), draft).length === 0 ? 'unchanged' : 'changed';
      return { kind: 'rule', name: draft.name, outcome, operation: { op: 'update', rule_id: before.id, draft } };
    }),
    ...read.groups.map((draft): Planned => {
      const outcome = groupChangeOf(groups.get(tenant, draft.name), draft);
      return { kind: 'rule-group', name: draft.name, outcome, operation: { op: 'put_group', draft } };
    }),
  ];
}

/**
 * Which rule each draft is put in place of, by its place among them: of several that share folder and name, first those
 * that say the same already, and the others in the order in which they were created.
 */
function standingFor(drafts: readonly RuleDraft[], rules: readonly AlertRule[]): Map<number, AlertRule> {
  const keyOf = ({ folder = '', name }: RuleDraft): string => JSON.stringify([folder, name]);
  const left = Map.groupBy(
    rules.toSorted((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1)),
    keyOf,
  );
  const found = new Map<number, AlertRule>();
  const take = (place: number, fits: (rule: AlertRule) => boolean): void => {
    const named = left.get(keyOf(drafts[place] as RuleDraft)) ?? [];
    const at = named.findIndex(fits);
    if (at >= 0) found.set(place, named.splice(at, 1)[0] as AlertRule);
  };
  drafts.forEach((draft, place) => take(place, (rule) => ruleDiff(ruleDraftOf(rule), draft).length === 0));
  drafts.forEach((_, place) => {
    if (!found.has(place)) take(place, () => true);
  });
  return found;
}

function refusedImport({ findings, refused, rules, groups }: Placed): ProblemError {
  const sound = rules.length + groups.reduce((sum, group) => sum + group.rules.length, 0);
  const fix = `Mend it, or take the ${sound} that are right with partial=true; ${refused} are wrong.`;
  return invalid(
    findings.slice(0, FINDINGS_MAX).map(({ subject, message, ...place }) => {
      return { code: 'invalid', message: `${subject}: ${message}`, fix, ...place };
    }),
  );
}

function assertImport(operations: readonly BulkOperation[]): void {
  if (operations.length > BULK_OPERATIONS_MAX)
    throw new ProblemError(
      413,
      'body-too-large',
      'The body is too large',
      `It has ${operations.length} rules and groups; ${BULK_OPERATIONS_MAX} is the most. Split it up.`,
    );
  assertSize(operations);
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The file as text; JSON that was parsed on its way is written again. */
function textOfBody(request: RouteRequest): string {
  if (request.body === undefined || request.body === null)
    throw invalid([{ path: '', code: 'missing', message: 'the body is missing', fix: 'Send the file as the body.' }]);
  if (!(request.body instanceof Uint8Array)) return JSON.stringify(request.body, null, 1) ?? '';
  try {
    return decoder.decode(request.body);
  } catch {
    throw new ProblemError(400, 'malformed-yaml', 'The body is not YAML', 'It is no UTF-8.');
  }
}

function exportRoute({ rules, groups }: RuleWorld): Route {
  return {
    method: 'GET',
    path: '/api/rules/export',
    operation: 'exportRules',
    tag,
    summary: 'Export rules to a file',
    description: `Formats: ${formatNames.join(', ')}. With \`Accept: text/plain\`, the file itself; the header \`X-Tocsin-Losses\` counts what it cannot express.`,
    scope: 'rules:read',
    query: ExportQuerySchema,
    answers: {
      200: {
        description: 'The file as a text, and what it does not say.',
        alsoAs: ['text/plain', 'application/yaml'],
        schema: apiResponse(ReportSchema),
      },
    },
    handle: async (request) => {
      const { format, folder, severity, datasource } = parsed(ExportQuerySchema, request.query);
      const { tenant } = principalOf(request);
      const isIn = (own = ''): boolean => folder === undefined || own === folder || own.startsWith(`${folder}/`);
      const isWhole = folder === undefined && severity === undefined;
      const portable = {
        rules: rules
          .ofTenant(tenant)
          .filter((rule) => isIn(rule.folder) && (severity === undefined || rule.severity === severity))
          .sort((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1))
          .map(ruleDraftOf),
        groups: isWhole ? groups.ofTenant(tenant).map(groupDraftOf) : [],
      };
      const { text, type, losses } = ConfigExporter.export(portable, format, { datasource });
      const headers = { 'x-tocsin-losses': String(losses.length), vary: 'accept' };
      const accepted = headerOf(request, 'accept') ?? '';
      if (!/(text\/plain|yaml)/i.test(accepted)) return { status: 200, headers, data: { format, text, losses } };
      return {
        status: 200,
        headers,
        raw: { type: /yaml/.test(type) ? type : 'text/plain; charset=utf-8', content: text },
      };
    },
  };
}
