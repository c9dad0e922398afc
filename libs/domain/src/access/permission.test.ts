import { can, type Permission, type Role, RoleSchema, scopesOf, ScopeSchema } from './permission.js';

const permissions: Permission[] = [...ScopeSchema.options, 'rules:approve'];
const held = (role: Role): Permission[] => permissions.filter((one) => can({ scopes: scopesOf(role), role }, one));

test('each role may do what the one before it may', () => {
  const roles = RoleSchema.options.map(held);
  for (const [i, role] of roles.slice(1).entries()) expect(role).toEqual(expect.arrayContaining(roles[i] ?? []));
});

test('a viewer reads, an editor writes and deletes, an approver also approves, an admin may do everything', () => {
  expect(held('viewer')).toEqual(['rules:read', 'metrics:read']);
  expect(held('editor')).toEqual(['rules:read', 'rules:write', 'rules:delete', 'metrics:read']);
  expect(held('approver')).toEqual([...held('editor'), 'rules:approve']);
  expect(held('admin')).toEqual(permissions);
});

test('scopes that were given one by one approve nothing, save that of the admin', () => {
  expect(can({ scopes: ['rules:write'] }, 'rules:approve')).toBe(false);
  expect(can({ scopes: ['admin:all'] }, 'rules:approve')).toBe(true);
});
