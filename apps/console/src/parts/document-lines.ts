import { stringify } from 'yaml';

type Fields = Readonly<Record<string, unknown>>;

/** What the platform keeps beside what somebody wrote. */
const kept: ReadonlySet<string> = new Set(['id', 'tenant_id', 'version', 'provisioned_by', 'created_at', 'updated_at']);

/**
 * What people wrote of two documents as lines of YAML. Fields mean the same in any order, so both have that of the second.
 *
 * @param before - a rule or a rule group, as it is written or as it is kept
 * @param after - another version of it
 */
export function documentLines(before: object, after: object): { before: string[]; after: string[] } {
  const written = writtenOf(after);
  return { before: linesOf(arrangedAs(writtenOf(before), written)), after: linesOf(written) };
}

const writtenOf = (document: object): Fields =>
  Object.fromEntries(Object.entries(document).filter(([name, value]) => !kept.has(name) && value !== undefined));

const linesOf = (document: unknown): string[] => stringify(document, { lineWidth: 0 }).trimEnd().split('\n');

function arrangedAs(value: unknown, model: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(model)) return value.map((item, i) => arrangedAs(item, model[i]));
  if (!isFields(value) || !isFields(model)) return value;
  const names = [...new Set([...Object.keys(model), ...Object.keys(value)])].filter((name) =>
    Object.hasOwn(value, name),
  );
  return Object.fromEntries(names.map((name) => [name, arrangedAs(value[name], model[name])]));
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
