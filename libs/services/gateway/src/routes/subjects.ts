import { apiResponse } from '@tocsin/contracts/http/api-response';
import { SignedErasureSchema } from '@tocsin/contracts/http/erasure-certificate';
import { AuditEventSchema } from '@tocsin/contracts/topics/audit';
import type { Erasure } from '@tocsin/contracts/topics/erasures';
import { RoleSchema, ScopeSchema } from '@tocsin/domain/access/permission';
import type { TenantKeys } from '@tocsin/runtime/tenant-keys';
import { z } from 'zod';
import type { KeyRenewal } from '../access/key-renewal.js';
import type { HeldOfSubject, SubjectRights } from '../access/subject-rights.js';
import { notFound, ProblemError } from '../problem.js';
import { bodyOrDefaults, assertStorable, page, parsed, principalOf, type Route } from '../route.js';
import { nameTaken, NameSchema, PageQuerySchema, unkept } from './access-fields.js';
import { demandOperator } from './tokens.js';

const MentionSchema = z
  .strictObject({ in: z.string(), id: z.string(), field: z.string() })
  .meta({ id: 'Mention', description: 'Where a text stands.' });
const time = z.number().meta({ description: 'Milliseconds since 1970.' });
const SubjectSchema = z
  .strictObject({
    id: z.string().meta({ description: 'The pseudonym by which everything is written down.' }),
    name: z.string(),
    created_at: time,
    user: z.strictObject({ id: z.string(), role: RoleSchema, disabled: z.boolean(), created_at: time }).nullable(),
    sessions: z.array(z.strictObject({ id: z.string(), created_at: time, expires_at: time })),
    tokens: z.array(
      z.strictObject({
        id: z.string(),
        scopes: z.array(ScopeSchema),
        role: RoleSchema.nullable(),
        created_at: time,
        expires_at: time,
        revoked_at: time.nullable(),
      }),
    ),
    made: z.array(MentionSchema).meta({ description: 'What bears the pseudonym as who made it.' }),
    mentions: z.array(MentionSchema).meta({ description: 'Text in which the name stands.' }),
    audit: z
      .array(
        z.strictObject({
          event: AuditEventSchema,
          entry: z.int().nullable().meta({
            description: 'Its number in the ledger, which `GET /api/audit/proof` proves; null while it is on its way.',
          }),
        }),
      )
      .meta({ description: 'The newest events that bear the pseudonym.' }),
    audit_count: z.int().meta({ description: 'How many there are; the rest is read by `GET /api/audit`.' }),
    not_searched: z.array(z.strictObject({ what: z.string(), why: z.string() })),
  })
  .meta({ id: 'Subject', description: 'Somebody who was let in, and everything that is held about them.' });
const RenamingSchema = z.strictObject({ name: NameSchema }).meta({ id: 'SubjectRenaming' });
const RenamedSchema = z.strictObject({ id: z.string(), name: z.string() }).meta({ id: 'RenamedSubject' });
const ErasureRequestSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(500).default('asked by the person') })
  .meta({ id: 'ErasureRequest' });
const KeptErasureSchema = SignedErasureSchema.extend({
  entry: z.int().nullable().meta({
    description: "Its event's number in the ledger, which `GET /api/audit/proof` proves; null while it is on its way.",
  }),
}).meta({ id: 'KeptErasure' });
const RotationSchema = z
  .strictObject({ tenants: z.int(), rewrapped: z.int() })
  .meta({ id: 'KeyRotation', description: 'How many tenants have a key, and how many keys were wrapped anew.' });
const RenewalSchema = z
  .strictObject({
    generation: z.int().meta({ description: 'Counts the data keys that the tenant has had.' }),
    resealed: z.int().meta({ description: 'Persons whose names were sealed anew.' }),
  })
  .meta({ id: 'KeyRenewal' });

const tag = 'persons';
const json = ['application/json'] as const;
const unknown = (): ProblemError =>
  notFound(
    'such person here: there never was one of this name, or it was erased, and then GET /api/erasures tells of it',
  );

/** What is held about somebody, and taking it away; for a tenant's admins. */
export function subjectRoutes(
  rights: SubjectRights,
  keys: Pick<TenantKeys, 'rotate'>,
  renewal: Pick<KeyRenewal, 'renew'>,
): Route[] {
  // Pseudonyms are what these are about, and certificates are signed as they are.
  const shared = { tag, scope: 'admin:all', keepsPseudonyms: true } as const;
  return [
    {
      ...shared,
      method: 'GET',
      path: '/api/subjects/{name}',
      operation: 'getSubject',
      summary: 'Everything that is held about a person',
      description: 'By the name, or by the pseudonym. Reading it is audited.',
      answers: {
        200: { description: 'What is held.', schema: apiResponse(SubjectSchema) },
        404: { description: 'Nobody is known by it.' },
      },
      handle: async (request) => {
        const held = await rights.read(principalOf(request), request.params['name'] ?? '');
        if (held === null) throw unknown();
        return { status: 200, headers: unkept, data: shown(held) };
      },
    },
    {
      ...shared,
      method: 'PUT',
      path: '/api/subjects/{name}',
      operation: 'renameSubject',
      summary: "Correct a person's name",
      description:
        'A user logs in by the new one, and what was made is shown under it. Other gateways show it within a minute.',
      body: { types: json, schema: RenamingSchema, example: { name: 'ann' } },
      answers: {
        200: { description: 'The name as it is now.', schema: apiResponse(RenamedSchema) },
        404: { description: 'Nobody is known by it.' },
      },
      handle: async (request) => {
        const { name } = parsed(RenamingSchema, request.body);
        const renamed = await rights.rename(principalOf(request), request.params['name'] ?? '', name);
        if (renamed === 'not_found') throw unknown();
        if (renamed === 'name_taken') throw nameTaken('a person', name);
        return { status: 200, data: { id: renamed.id, name } };
      },
    },
    {
      ...shared,
      method: 'POST',
      path: '/api/subjects/{name}/erasure',
      operation: 'eraseSubject',
      summary: 'Erase a person',
      description:
        "Takes away the name with its key, the user, sessions and tokens. What was made keeps a pseudonym that stands for nobody, and the ledger's proofs hold. The certificate tells what was erased, what is kept and why, and where others have written the name.",
      body: { types: json, schema: ErasureRequestSchema, example: {}, isOptional: true },
      answers: {
        200: { description: 'The signed certificate.', schema: apiResponse(SignedErasureSchema) },
        404: { description: 'Nobody is known by it.' },
      },
      handle: async (request) => {
        const { reason } = parsed(ErasureRequestSchema, bodyOrDefaults(request));
        assertStorable(request.body);
        const outcome = await rights.erase(principalOf(request), request.params['name'] ?? '', reason);
        if (outcome.kind === 'not_found') throw unknown();
        if (outcome.kind === 'is_oneself')
          throw new ProblemError(
            409,
            'erasing-oneself',
            'Nobody erases themselves',
            'Who asks would be locked out before the answer is there; ask another admin to do it.',
          );
        if (outcome.kind === 'on_hold')
          throw new ProblemError(
            409,
            'legal-hold',
            'The tenant is on legal hold',
            `Nobody is erased while it stands: ${outcome.hold.reason}. \`PUT /api/retention\` takes it away.`,
          );
        return { status: 200, data: signedOf(outcome.erasure) };
      },
    },
    {
      ...shared,
      method: 'GET',
      path: '/api/erasures',
      operation: 'listErasures',
      summary: 'List certificates of erasures',
      query: PageQuerySchema,
      answers: { 200: { description: 'The newest first.', schema: apiResponse(z.array(SignedErasureSchema)) } },
      handle: async (request) => {
        const all = rights.erasuresOf(principalOf(request).tenant);
        const { data, ...meta } = page(all, parsed(PageQuerySchema, request.query), keyOf);
        return { status: 200, data: data.map(signedOf), meta };
      },
    },
    {
      ...shared,
      method: 'GET',
      path: '/api/erasures/{id}',
      operation: 'getErasure',
      summary: 'Read the certificate of an erasure',
      description: 'By the pseudonym that was erased.',
      answers: {
        200: { description: 'The certificate.', schema: apiResponse(KeptErasureSchema) },
        404: { description: 'There is no such certificate.' },
      },
      handle: async (request) => {
        const kept = await rights.erasure(principalOf(request).tenant, request.params['id'] ?? '');
        if (kept === null) throw notFound('such certificate');
        return { status: 200, data: { ...signedOf(kept.erasure), entry: kept.entry } };
      },
    },
    {
      ...shared,
      method: 'POST',
      path: '/api/keys/rotation',
      operation: 'rotateKeys',
      summary: 'Wrap the keys of all tenants anew',
      description:
        'With the first key of ENCRYPTION_KEY. Nothing else is encrypted anew, and nobody waits: first give the new key to all processes behind the old one, then before it, then ask for this, and then take the old one away.',
      answers: { 200: { description: 'What was done.', schema: apiResponse(RotationSchema) } },
      handle: async (request) => {
        demandOperator(principalOf(request), 'keys to be wrapped anew');
        return { status: 200, data: await keys.rotate() };
      },
    },
    {
      ...shared,
      method: 'POST',
      path: '/api/keys/renewal',
      operation: 'renewDataKey',
      summary: "Change the tenant's data key",
      description:
        "What is new is sealed with the new key at once, and what there is already is sealed anew before the answer; meanwhile everything works on. Then the old key is destroyed; backups of before hold it, wrapped. When it was interrupted, asking again goes on, and so does the next start. Receivers' secrets have a key of their own, which stays.",
      answers: {
        200: { description: 'What was done.', schema: apiResponse(RenewalSchema) },
        404: { description: 'The tenant has no key yet.' },
      },
      handle: async (request) => {
        const { tenant, subject } = principalOf(request);
        const renewed = await renewal.renew(tenant, subject);
        if (renewed === null) throw notFound('such key: nobody of this tenant was ever let in');
        return { status: 200, data: renewed };
      },
    },
  ];
}

const signedOf = ({ certificate, signature, public_key }: Erasure): z.infer<typeof SignedErasureSchema> => {
  return { certificate, signature, public_key };
};

/** The key by which certificates are ordered, the newest first. */
const keyOf = ({ certificate: { at, subject_id } }: Erasure): string => `${String(at).padStart(16, '0')} ${subject_id}`;

function shown(held: HeldOfSubject): z.infer<typeof SubjectSchema> {
  const { subject, name, user, sessions, tokens, events, entries } = held;
  return {
    id: subject.id,
    name,
    created_at: subject.created_at,
    user: user === null ? null : { id: user.id, role: user.role, disabled: user.disabled, created_at: user.created_at },
    sessions: sessions.map(({ id, created_at, expires_at }) => ({ id, created_at, expires_at })),
    tokens: tokens.map(({ id, scopes, role, created_at, expires_at, revoked_at }) => {
      return { id, scopes: [...scopes], role, created_at, expires_at, revoked_at };
    }),
    made: held.made,
    mentions: held.named,
    audit: events.map((event) => ({ event, entry: entries.get(event.id) ?? null })),
    audit_count: held.eventCount,
    not_searched: held.notSearched,
  };
}
