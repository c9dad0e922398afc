import type { Schema, Sendable } from '@tocsin/client/call';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import type { StepResult } from './provisioned-kind.js';

/** Most operations of one request, and most of their characters: what the platform takes at once. */
const OPERATIONS_MAX = 500;
const CHARACTERS_MAX = 300_000;

/** One change, as the platform takes it. */
export type BulkOperation = Sendable<Schema<'RuleBulkInput'>['operations'][number]>;

/** Has many changes made, as many at once as the platform takes. */
export async function carryOutInBulk(
  tocsin: TocsinClient,
  operations: readonly { readonly name: string; readonly operation: BulkOperation }[],
  source: string,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const part of inParts(operations)) {
    const { data } = await tocsin.changeRules({
      provisioned_by: source,
      change_reason: `applied by ${source}`,
      body: { operations: part.map(({ operation }) => operation) },
    });
    data.forEach((result, i) => results.push(resultOf(part[i]?.name ?? '', result)));
  }
  return results;
}

function inParts<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const size = JSON.stringify(item).length;
    if (size > room || (parts.at(-1)?.length ?? OPERATIONS_MAX) >= OPERATIONS_MAX) {
      parts.push([]);
      room = CHARACTERS_MAX;
    }
    parts.at(-1)?.push(item);
    room -= size;
  }
  return parts;
}

function resultOf(name: string, { outcome, problem }: Schema<'RuleBulkResult'>): StepResult {
  if (outcome === 'proposed') return { name, outcome: 'waits', reason: 'waits for approval by somebody else' };
  if (outcome !== 'refused') return { name, outcome: 'done', reason: '' };
  const errors = (problem?.errors ?? []).map(({ path, message }) => `${path} ${message}`);
  return { name, outcome: 'refused', reason: [problem?.detail ?? '', ...errors].join('; ') };
}
