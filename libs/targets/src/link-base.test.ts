import { linkBaseOf } from './link-base.js';

test.each([
  ['https://tocsin.example', '0.0.0.0', 8000, 'https://tocsin.example'],
  [null, '127.0.0.1', 8000, 'http://127.0.0.1:8000'],
  [null, '::1', 8000, 'http://[::1]:8000'],
  [null, '0.0.0.0', 8000, ''],
  [null, '::', 8000, ''],
  [null, '127.0.0.1', 0, ''],
])('links begin where the operator says, or where the gateway listens: %s %s %s', (externalUrl, host, port, base) => {
  expect(linkBaseOf({ externalUrl, host, port })).toBe(base);
});
