import { apiResponse } from '@tocsin/contracts/http/api-response';
import { AuditEventSchema } from '@tocsin/contracts/topics/audit';
import { placesOf, type TreePlace } from '@tocsin/domain/ledger/merkle-tree';
import { consistencyPlan, inclusionPlan, proofOf } from '@tocsin/domain/ledger/tree-proofs';
import type { AuditLedgerReader, KeptCheckpoint, WitnessReceipt } from '@tocsin/ports/audit-ledger';
import { nodeLedgerCrypto as crypto } from '@tocsin/runtime/ledger-crypto';
import { z } from 'zod';
import { ledgerExport } from '../access/ledger-export.js';
import { LINES_TYPE } from '../json-lines.js';
import { invalid, notFound } from '../problem.js';
import { cursorOf, keyOfCursor, PageSchema, parsed, principalOf, type Route } from '../route.js';

const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const HashSchema = z.string().meta({ description: 'SHA-256, in Base64.' });
const EntrySchema = z
  .strictObject({
    sequence: z.int(),
    at: z.int().meta({ description: 'When it was appended, in ms since 1970.' }),
    previous: HashSchema.meta({
      description: "The hash of the entry before, in Base64; the first one's is of the ledger's name.",
    }),
    event: AuditEventSchema,
  })
  .meta({
    id: 'LedgerEntry',
    description:
      "An entry's canonical JSON (RFC 8785) is what is hashed: SHA-256 of a zero byte and that text is its leaf in the tree.",
  });
const CheckpointSchema = z
  .strictObject({
    checkpoint: z.string().meta({ description: 'A signed note (c2sp.org/tlog-checkpoint).' }),
    size: z.int().meta({ description: 'How many entries it counts.' }),
    at: z.int().meta({ description: 'When it was signed, in ms since 1970.' }),
    public_key: z
      .string()
      .meta({ description: 'What verifies it: an Ed25519 key in PEM. Keep it where you keep what you trust.' }),
    witnesses: z
      .array(
        z.strictObject({
          name: z.string(),
          at: z
            .int()
            .nullable()
            .meta({ description: 'When it had the checkpoint, in ms since 1970; null while it has it not.' }),
          cosignatures: z.array(z.string()).meta({
            description: 'What it has signed with, as lines that may stand below the note (c2sp.org/tlog-cosignature).',
          }),
          verified: z.boolean().nullable().meta({
            description:
              'Whether one of them is by the key that the operator has named for this witness; null while it has not the checkpoint.',
          }),
        }),
      )
      .meta({ description: 'Who has it elsewhere by now, and who was named to have it and has it not.' }),
  })
  .meta({ id: 'LedgerCheckpoint' });
const InclusionSchema = z
  .strictObject({ entry: z.int(), size: z.int(), leaf: HashSchema, root: HashSchema, proof: z.array(HashSchema) })
  .meta({ id: 'LedgerInclusionProof', description: 'As RFC 9162, 2.1.3 has it.' });
const ConsistencySchema = z
  .strictObject({ from: z.int(), to: z.int(), root_from: HashSchema, root_to: HashSchema, proof: z.array(HashSchema) })
  .meta({ id: 'LedgerConsistencyProof', description: 'As RFC 9162, 2.1.4 has it.' });

const EntriesQuerySchema = z.strictObject({
  ...PageSchema,
  from: count.default(0).meta({ description: 'The sequence number to begin with.' }),
});
const InclusionQuerySchema = z.strictObject({
  entry: count.meta({ description: 'Its sequence number.' }),
  size: count
    .optional()
    .meta({ description: 'Of which size of the ledger; that of the last checkpoint when left out.' }),
});
const ConsistencyQuerySchema = z.strictObject({ from: count, to: count });

/**
 * The record of a tenant that can be proved, for its admins.
 *
 * @param named - the names of the witnesses that are configured
 */
export function ledgerRoutes(ledger: AuditLedgerReader, named: readonly string[]): Route[] {
  const shared = { method: 'GET', tag: 'audit', scope: 'admin:all' } as const;
  return [
    {
      ...shared,
      path: '/api/audit/entries',
      operation: 'listLedgerEntries',
      summary: 'Read the ledger of the audit',
      description:
        'Audit events as they stand in the chain, within seconds of when they happened. Persons stand there by pseudonyms, which `GET /api/subjects/{name}` explains.',
      keepsPseudonyms: true,
      query: EntriesQuerySchema,
      answers: { 200: { description: 'Entries, the oldest first.', schema: apiResponse(z.array(EntrySchema)) } },
      handle: async (request) => {
        const { limit, cursor, from } = parsed(EntriesQuerySchema, request.query);
        const first = cursor === undefined ? from : sequenceOf(cursor);
        const lines = await ledger.lines(principalOf(request).tenant, first, limit + 1);
        const data: unknown[] = lines.slice(0, limit).map((line) => JSON.parse(line));
        return {
          status: 200,
          data,
          meta: lines.length > limit ? { next_cursor: cursorOf(String(first + limit)) } : {},
        };
      },
    },
    {
      ...shared,
      path: '/api/audit/checkpoint',
      operation: 'getLedgerCheckpoint',
      summary: 'The last checkpoint of the ledger',
      description:
        'Signed each minute while there are new entries, or after 1,000; that of a new ledger at once; keep one elsewhere, and the ledger cannot be rewritten unseen.',
      answers: {
        200: { description: 'The checkpoint.', schema: apiResponse(CheckpointSchema) },
        404: { description: 'There is none yet.' },
      },
      handle: async (request) => {
        const { tenant } = principalOf(request);
        const { note, size, at, publicKey } = await lastOf(ledger, tenant);
        const witnesses = witnessesOf(await ledger.receipts(tenant, size), named);
        return { status: 200, data: { checkpoint: note, size, at, public_key: publicKey, witnesses } };
      },
    },
    {
      ...shared,
      path: '/api/audit/proof',
      operation: 'getLedgerInclusionProof',
      summary: 'Prove that an entry stands in the ledger',
      query: InclusionQuerySchema,
      answers: {
        200: { description: 'The proof.', schema: apiResponse(InclusionSchema) },
        404: { description: 'No size was given, and there is no checkpoint yet.' },
      },
      handle: async (request) => {
        const { tenant } = principalOf(request);
        const { entry, size: asked } = parsed(InclusionQuerySchema, request.query);
        const size = asked ?? (await lastOf(ledger, tenant)).size;
        assertBelow('size', size, await ledger.size(tenant));
        if (entry >= size)
          throw invalid([
            {
              path: 'entry',
              code: 'out_of_range',
              message: `is not among the ${size} entries`,
              fix: `Give a number below ${size}.`,
            },
          ]);
        const [leaf, root, ...proof] = await hashesOf(
          ledger,
          tenant,
          [{ level: 0, index: entry }],
          placesOf(0, size),
          ...inclusionPlan(entry, size).subtrees,
        );
        return { status: 200, data: { entry, size, leaf, root, proof } };
      },
    },
    {
      ...shared,
      path: '/api/audit/consistency',
      operation: 'getLedgerConsistencyProof',
      summary: 'Prove that the ledger has only grown',
      query: ConsistencyQuerySchema,
      answers: { 200: { description: 'The proof.', schema: apiResponse(ConsistencySchema) } },
      handle: async (request) => {
        const { tenant } = principalOf(request);
        const { from, to } = parsed(ConsistencyQuerySchema, request.query);
        assertBelow('to', to, await ledger.size(tenant));
        assertBelow('from', from, to);
        const [before, after, ...proof] = await hashesOf(
          ledger,
          tenant,
          placesOf(0, from),
          placesOf(0, to),
          ...consistencyPlan(from, to).subtrees,
        );
        return { status: 200, data: { from, to, root_from: before, root_to: after, proof } };
      },
    },
    {
      ...shared,
      path: '/api/audit/export',
      operation: 'exportLedger',
      summary: 'The ledger as a file',
      description:
        'Up to the last checkpoint: lines of canonical JSON, a header, the entries, and each checkpoint behind the last entry that it counts. `tocsin audit verify` verifies it with nothing but the public key.',
      answers: {
        200: { description: 'The file.', type: LINES_TYPE },
        404: { description: 'There is no checkpoint yet.' },
      },
      handle: async (request) => {
        const { tenant } = principalOf(request);
        const { size } = await lastOf(ledger, tenant);
        return { status: 200, raw: { type: LINES_TYPE, content: ledgerExport(ledger, tenant, size) } };
      },
    },
  ];
}

/** Who has a checkpoint, and who lacks it, in the order of their names. */
function witnessesOf(
  receipts: readonly WitnessReceipt[],
  named: readonly string[],
): z.infer<typeof CheckpointSchema>['witnesses'] {
  const having = receipts.map(({ witness: name, at, cosignatures, isVerified: verified }) => {
    return { name, at, cosignatures: [...cosignatures], verified };
  });
  const lacking = named
    .filter((name) => !having.some((one) => one.name === name))
    .map((name) => ({ name, at: null, cosignatures: [], verified: null }));
  return [...having, ...lacking].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function lastOf(ledger: AuditLedgerReader, tenant: string): Promise<KeptCheckpoint> {
  const last = await ledger.lastCheckpoint(tenant);
  if (last === null) throw notFound('checkpoint of the ledger yet; one is signed when something is audited');
  return last;
}

/** Reads the hash of each subtree that is made up of these full ones, all at once, in Base64. */
async function hashesOf(
  ledger: AuditLedgerReader,
  tenant: string,
  ...subtrees: readonly (readonly TreePlace[])[]
): Promise<string[]> {
  const hashes = await ledger.hashes(tenant, subtrees.flat());
  return proofOf(crypto, { subtrees }, hashes).map((hash) => crypto.toBase64(hash));
}

function assertBelow(path: string, value: number, most: number): void {
  if (value <= most) return;
  throw invalid([{ path, code: 'out_of_range', message: `is more than ${most}`, fix: `Give ${most} at most.` }]);
}

function sequenceOf(cursor: string): number {
  const key = keyOfCursor(cursor);
  if (/^\d{1,15}$/.test(key)) return Number(key);
  throw invalid([
    {
      path: 'cursor',
      code: 'not_allowed',
      message: 'is not a cursor of this list',
      fix: 'Send `meta.next_cursor` of the page before as it came.',
    },
  ]);
}
