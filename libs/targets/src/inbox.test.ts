import { isHeardHere } from './inbox.js';

test.each([
  ['one process, wherever it listens', { mode: 'standalone', host: '0.0.0.0' }, true],
  ['processes of a cluster on one machine', { mode: 'production', host: '127.0.0.1' }, true],
  ['processes of a cluster that listen beyond their machines', { mode: 'production', host: '0.0.0.0' }, false],
] as const)('an inbox on loopback is there for %s: %j, %s', (_whose, config, isHeard) => {
  expect(isHeardHere(config)).toBe(isHeard);
});
