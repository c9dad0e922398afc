/** The labels of an instance as a selector of PromQL names them; nothing for none. */
export function selectorOf(labels: Readonly<Record<string, string>>): string {
  const named = Object.entries(labels).filter(([name]) => name !== 'alertname' && name !== '__name__');
  if (named.length === 0) return '';
  const written = named
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${written.join(', ')}}`;
}
