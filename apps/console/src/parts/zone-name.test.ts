import { LOCAL, readZone } from './zone-name.js';

test('a zone that this browser does not know is not taken', () => {
  expect(readZone('Asia/Kolkata')).toBe('Asia/Kolkata');
  expect(readZone('UTC')).toBe('UTC');
  for (const kept of [null, '', 'Mars/Olympus', LOCAL]) expect(readZone(kept)).toBe(LOCAL);
});
