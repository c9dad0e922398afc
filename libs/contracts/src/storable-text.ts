/** Whether the database can keep a text: PostgreSQL takes no U+0000 and no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Where a text stands, a name among them, that the database cannot keep; null when there is none. */
export function unstorableText(
  value: unknown,
  path: readonly (string | number)[] = [],
): readonly (string | number)[] | null {
  if (typeof value === 'string') return isStorable(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(name) : name];
    const found = isStorable(name) ? unstorableText(inner, at) : at;
    if (found !== null) return found;
  }
  return null;
}
