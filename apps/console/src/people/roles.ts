/** What somebody may be, from who may least, with what it lets them do. */
export const roles = ['viewer', 'editor', 'approver', 'admin'] as const;
export type Role = (typeof roles)[number];

const meanings: Readonly<Record<Role, string>> = {
  viewer: 'sees everything of the tenant but people and the record',
  editor: 'also writes rules, silences, receivers and playbooks',
  approver: 'also approves changes of others, and runs of healing',
  admin: 'also keeps people, keys, retention and the record',
};

/** Roles to choose from, each with what it means. */
export const roleChoices = roles.map((value) => ({ value, label: `${value}: ${meanings[value]}` }));

export const roleOf = (text: string): Role => roles.find((role) => role === text) ?? 'viewer';
