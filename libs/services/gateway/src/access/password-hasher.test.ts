import { PasswordHasher } from './password-hasher.js';

const hasher = new PasswordHasher();

test('a password fits its own hash and no other, and no two hashes of it are equal', async () => {
  const [one, two] = [await hasher.hash('correct horse battery'), await hasher.hash('correct horse battery')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await hasher.fits('correct horse battery', one)).toBe(true);
  expect(await hasher.fits('correct horse batterz', one)).toBe(false);
});

test('nothing fits a user that there is not', async () => {
  expect(await hasher.fits('correct horse battery', null)).toBe(false);
});

test('a hash of other costs is checked by those', async () => {
  // Made by the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 256 -p 1 -l 32
  const reference = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
  expect(await hasher.fits('password', reference)).toBe(true);
  expect(await hasher.fits('passwore', reference)).toBe(false);
});

test('who comes when too many wait is told to come again, and the others are served', async () => {
  const busy = new PasswordHasher(3);
  const asked = await Promise.allSettled(Array.from({ length: 9 }, () => busy.hash('x')));
  const refused = asked.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(4);
  expect(refused[0]).toMatchObject({ reason: { status: 503, code: 'logins-busy' } });
  expect(await busy.fits('y', await busy.hash('y'))).toBe(true);
}, 30_000);
