import { z } from 'zod';

/** What a token may be allowed to do; `admin:all` holds every other permission of its tenant. */
export const ScopeSchema = z.enum(['rules:read', 'rules:write', 'rules:delete', 'metrics:read', 'admin:all']);
export type Scope = z.infer<typeof ScopeSchema>;

export const RoleSchema = z.enum(['viewer', 'editor', 'approver', 'admin']);
export type Role = z.infer<typeof RoleSchema>;

/** Approving is a permission and no scope: it is given with a role, and no token asks for it alone. */
export type Permission = Scope | 'rules:approve';

/** What decides whether somebody may do something. */
export interface PermissionHolder {
  scopes: readonly Scope[];
  /** The role that the scopes came from; absent where they were given one by one. */
  role?: Role | undefined;
}

const reading: readonly Scope[] = ['rules:read', 'metrics:read'];
const editing: readonly Scope[] = [...reading, 'rules:write', 'rules:delete'];
const scopesByRole: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: reading,
  editor: editing,
  approver: editing,
  admin: ['admin:all'],
};

/** The scopes that a role is made of. */
export function scopesOf(role: Role): readonly Scope[] {
  return scopesByRole[role];
}

/** Whether the holder may do what the permission is for, within its tenant. */
export function can({ scopes, role }: PermissionHolder, permission: Permission): boolean {
  if (scopes.includes('admin:all')) return true;
  return permission === 'rules:approve' ? role === 'approver' : scopes.includes(permission);
}
