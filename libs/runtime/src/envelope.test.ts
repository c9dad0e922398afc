import { newDataKey, seal, type SealedPlace, unseal } from './envelope.js';

const key = newDataKey();
const place: SealedPlace = { tenantId: 'acme', table: 'subjects', column: 'name', id: 's1', version: 1 };

test('what is sealed comes back, is never sealed the same way twice, and does not show through', () => {
  for (const text of ['', 'ann@acme.com', 'Łukasz 🦊', 'x'.repeat(10_000)]) {
    const sealed = seal(key, place, text);
    expect(unseal(key, place, sealed)?.toString()).toBe(text);
    expect(seal(key, place, text)).not.toEqual(sealed);
    if (text !== '') expect(sealed.includes(text)).toBe(false);
  }
});

test.each<Partial<SealedPlace>>([
  { tenantId: 'globex' },
  { table: 'users' },
  { column: 'key' },
  { id: 's2' },
  { version: 2 },
  // Other parts that read the same when they are put together.
  { table: 'subjectsname', column: '' },
])('sealed for one place, it is not opened at another: %j', (over) => {
  expect(unseal(key, { ...place, ...over }, seal(key, place, 'ann'))).toBeNull();
});

test('another key opens nothing, and neither is opened what was changed or cut anywhere', () => {
  const sealed = seal(key, place, 'ann');
  expect(unseal(newDataKey(), place, sealed)).toBeNull();
  for (let i = 0; i < sealed.length; i += 1) {
    const changed = Buffer.from(sealed);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(unseal(key, place, changed)).toBeNull();
    expect(unseal(key, place, sealed.subarray(0, i))).toBeNull();
  }
});
