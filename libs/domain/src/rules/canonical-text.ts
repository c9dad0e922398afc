/** JSON that is the same text whichever order its objects' fields have. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, withSortedFields) ?? '';
}

function withSortedFields(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
