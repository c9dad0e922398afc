import { holderOf, isOperator, may } from './access-token.js';

const tokenOf = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

test('a token tells its tenant, subject, role and scopes, in any script', () => {
  expect(holderOf(tokenOf({ tenant: 'shop', sub: 'Zoë', role: 'editor', scope: 'rules:read rules:write' }))).toEqual({
    tenant: 'shop',
    subject: 'Zoë',
    role: 'editor',
    scopes: ['rules:read', 'rules:write'],
    isOperator: false,
    id: null,
  });
});

test('only who is said to be the operator is taken for one', () => {
  const isOne = (operator: unknown) =>
    isOperator(holderOf(tokenOf({ tenant: 'shop', sub: 'admin', operator, jti: 't1' })));
  expect([true, false, 'true', undefined].map(isOne)).toEqual([true, false, false, false]);
  expect(isOperator(null)).toBe(false);
});

test.each([
  ['a key of a service account', 'tsk_abc_def'],
  ['nothing', ''],
  ['claims that are no object', tokenOf(7)],
  ['claims without a tenant', tokenOf({ sub: 'ann' })],
  ['what is no JSON', 'a.bm90IGpzb24.c'],
])('%s tells nothing, and is let try', (_, token) => {
  expect(holderOf(token)).toBeNull();
  expect(may(holderOf(token), 'admin:all')).toBe(true);
});

test('who has neither a scope nor that of an admin is told so before trying', () => {
  const holder = (scope: string) => holderOf(tokenOf({ tenant: 'shop', sub: 'ann', scope }));
  const told = (scope: string) => [may(holder(scope), 'admin:all'), may(holder(scope), 'rules:write')];
  expect(told('rules:read metrics:read')).toEqual([false, false]);
  expect(told('rules:read rules:write')).toEqual([false, true]);
  expect(told('admin:all')).toEqual([true, true]);
});
