import { troubleOf } from './health-of.js';

const group = (name: string, health: 'ok' | 'err') => ({
  tenant_id: 'shop',
  group: name,
  version: 1,
  at: 0,
  rules: [
    { name: 'a', health: 'ok' as const, last_error: '', limit: null },
    { name: 'b', health, last_error: 'too many samples', limit: null },
  ],
});

test('a rule is in trouble when its own group says so, and by no other', () => {
  const groups = [group('tocsin:conditions:r1', 'err'), group('tocsin:conditions:r2', 'ok'), group('r3', 'err')];
  expect(['r1', 'r2', 'r3', 'r4'].map((id) => troubleOf(id, groups))).toEqual(['too many samples', null, null, null]);
});
