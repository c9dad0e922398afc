import type { MentionSource } from './mentions.js';

/** What people have written, as directories hold it. */
export function writtenBy(
  directories: Readonly<Record<string, { ofTenant(tenant: string): Iterable<object> }>>,
): MentionSource[] {
  const names = ['id', 'rule_id', 'group', 'alert_id', 'incident_id', 'name'];
  const idOf = (value: object): string => {
    const fields = new Map<string, unknown>(Object.entries(value));
    return String(names.map((name) => fields.get(name)).find((id) => id !== undefined && id !== null) ?? '');
  };
  return Object.entries(directories).map(([name, directory]) => ({
    name,
    of: function* (tenant) {
      for (const value of directory.ofTenant(tenant)) yield [idOf(value), value] as const;
    },
  }));
}
