import {
  CONFIGURATION_BYTES_MAX,
  type ConfigurationRead,
  type ImportFinding,
  readAlertmanagerConfiguration,
} from '@tocsin/contracts/http/alertmanager-import';
import type { ImportedReceiver } from '@tocsin/contracts/http/alertmanager-receivers';
import { apiResponse } from '@tocsin/contracts/http/api-response';
import type { ReceiverDraft, SealedReceiverDraft } from '@tocsin/contracts/topics/receivers';
import { POLICY_ID } from '@tocsin/contracts/topics/notification-policies';
import { PolicyDraftSchema, policyDraftOf } from '@tocsin/domain/alerting/notification-policy';
import { hash128 } from '@tocsin/domain/engine/hash';
import { pathText } from '@tocsin/domain/rules/finding';
import { canonicalText } from '@tocsin/domain/rules/canonical-text';
import { z } from 'zod';
import { invalid, type ProblemDetail, ProblemError } from '../../problem.js';
import { parsed, principalOf, type Route, type RouteRequest } from '../../route.js';
import { bodyOf } from '../rule-group-body.js';
import { versionCondition } from '../version-condition.js';
import { type AlertingWorld, freshEnvelopeOf } from './alerting-world.js';
import { ifMatch, refusalOf } from '../rules/rule-world.js';
import { putPolicy } from './policy-routes.js';

/** Most findings of one answer; who has mended a hundred asks again. */
const FINDINGS_MAX = 100;

const QuerySchema = z.strictObject({
  dry_run: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Check the configuration and say what it would come to, and change nothing.' }),
  partial: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Take it over although routes of it would tell nobody.' }),
});
interface SealedReceiver {
  readonly id: string;
  readonly draft: SealedReceiverDraft;
}

const ImportedSchema = z
  .strictObject({
    dry_run: z.boolean(),
    change: z.enum(['created', 'changed', 'unchanged']),
    policy: PolicyDraftSchema,
    receivers: z
      .array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          type: z.string(),
          url: z.string().optional().meta({ description: 'Of a webhook; others keep their addresses as secrets.' }),
          send_resolved: z.boolean(),
        }),
      )
      .meta({ description: 'Receivers that are made of it; those of the same name are used as they are.' }),
    losses: z
      .array(z.strictObject({ path: z.string(), message: z.string(), line: z.int(), column: z.int() }))
      .meta({ description: 'What cannot be taken over, and where it stands.' }),
  })
  .meta({ id: 'ImportedConfiguration', description: 'What a configuration of Alertmanager came to.' });

/** Takes over a configuration of Alertmanager: its routes, inhibitions, time intervals and receivers. */
export function policyImportRoute(world: AlertingWorld): Route {
  const { policies, receivers, writer } = world;
  return {
    method: 'POST',
    path: '/api/notification-policy/import',
    operation: 'importNotificationPolicy',
    headers: ifMatch(false),
    tag: 'alerting',
    summary: 'Import a configuration of Alertmanager',
    description:
      'Replaces the notification policy by the routes, inhibition rules and time intervals of an `alertmanager.yml`. Its receivers become those of the same name, or new ones where it says all that they need; what cannot be taken over is told. Where a route would tell nobody for that, it is refused, with `dry_run` too, unless `partial=true` says so. With the header `If-Match`, only the version that it names is replaced.',
    scope: 'rules:write',
    query: QuerySchema,
    body: { types: ['application/yaml', 'application/json'], schema: z.record(z.string(), z.unknown()) },
    answers: { 200: { description: 'What it came to.', schema: apiResponse(ImportedSchema) } },
    handle: async (request) => {
      const { tenant } = principalOf(request);
      const query = parsed(QuerySchema, request.query);
      const isDryRun = query.dry_run === 'true';
      const ofName = (name: string) => receivers.ofTenant(tenant).filter((receiver) => receiver.name === name);
      const idOf = (name: string, key: string): string => hash128(JSON.stringify([tenant, 'imported', name, key]));
      const refusalOfType = (type: ReceiverDraft['type']) => writer.refusalOfType(type);
      const read = readAlertmanagerConfiguration(textOf(request), { receivers: ofName, idOf, refusalOfType });
      const { policy, receivers: made, losses, unheard } = accepted(read);
      if (unheard.length > 0 && query.partial !== 'true') throw nobodyWouldHear(unheard);
      const sealed = await sealedOf(tenant, made, world);
      const known = policies.get(tenant, POLICY_ID);
      const condition = versionCondition(request, known, 'policy');
      const told = { dry_run: isDryRun, policy, receivers: made.map(toldOf), losses };
      if (isDryRun) {
        const isSame = known !== null && canonicalText(policyDraftOf(known)) === canonicalText(policy);
        return {
          status: 200,
          data: { ...told, change: known === null ? 'created' : isSame ? 'unchanged' : 'changed' },
        };
      }
      for (const receiver of sealed) await putReceiver(request, receiver, world);
      const { change, policy: kept } = await putPolicy(request, policy, condition, world);
      return { status: 200, headers: { etag: `"${kept.version}"` }, data: { ...told, change } };
    },
  };
}

/** YAML as it came; JSON is YAML, too. */
function textOf(request: RouteRequest): string {
  const body = bodyOf(request);
  const text = 'yaml' in body ? body.yaml : JSON.stringify(body.json ?? null);
  const bytes = Buffer.byteLength(text);
  if (bytes <= CONFIGURATION_BYTES_MAX) return text;
  const detail = `It takes ${bytes} bytes; ${CONFIGURATION_BYTES_MAX} is the most.`;
  throw new ProblemError(413, 'body-too-large', 'The body is too large', detail);
}

function accepted(read: ConfigurationRead): Extract<ConfigurationRead, { kind: 'read' }> {
  if (read.kind === 'read') return read;
  const fix = 'Change it as the message says; what is wrong in one place keeps the whole from being taken over.';
  throw invalid(read.findings.slice(0, FINDINGS_MAX).map((finding) => ({ code: 'invalid', fix, ...finding })));
}

const nobodyWouldHear = (unheard: readonly ImportFinding[]): ProblemError =>
  invalid(
    unheard.slice(0, FINDINGS_MAX).map((finding) => ({
      code: 'nobody_hears',
      fix: 'Create a receiver of this name first, or import with partial=true.',
      ...finding,
    })),
  );

/** Receivers with their secrets sealed. @throws ProblemError 422 with all that is wrong with any of them */
async function sealedOf(
  tenant: string,
  made: readonly ImportedReceiver[],
  { writer }: AlertingWorld,
): Promise<SealedReceiver[]> {
  const refused: ProblemDetail[] = [];
  const sealed: SealedReceiver[] = [];
  for (const { id, draft, path } of made) {
    try {
      sealed.push({ id, draft: await writer.create(tenant, id, draft) });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.errors === undefined) throw error;
      refused.push(...error.errors.map((one) => ({ ...one, path: `${pathText(path)}.${one.path}` })));
    }
  }
  if (refused.length > 0) throw invalid(refused);
  return sealed;
}

async function putReceiver(
  request: RouteRequest,
  { id: receiver_id, draft }: SealedReceiver,
  world: AlertingWorld,
): Promise<void> {
  const envelope = freshEnvelopeOf(request, world);
  const outcome = await world.sender.send({ type: 'receiver.put', ...envelope, receiver_id, draft });
  if (outcome.kind !== 'receiver') throw refusalOf(outcome, 'receiver');
  world.receivers.learn(outcome.receiver);
}

/** What is told of a receiver that is made: no secret. */
function toldOf({ id, draft }: ImportedReceiver) {
  const { name, type } = draft;
  const send_resolved = draft.type === 'alertmanager' || draft.send_resolved;
  return { id, name, type, ...(draft.type === 'webhook' ? { url: draft.url } : {}), send_resolved };
}
