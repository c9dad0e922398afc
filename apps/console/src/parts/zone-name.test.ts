import { LOCAL, offeredZones, readZone } from './zone-name.js';

test('a zone that this browser does not know is not taken', () => {
  expect(readZone('Asia/Kolkata')).toBe('Asia/Kolkata');
  expect(readZone('UTC')).toBe('UTC');
  for (const kept of [null, '', 'Mars/Olympus', LOCAL]) expect(readZone(kept)).toBe(LOCAL);
});

test('a zone can be chosen by its name of today, also where the browser lists a former one, and each stands once', () => {
  const offered = offeredZones(['Asia/Calcutta', 'Europe/Kyiv', 'UTC', 'Africa/Abidjan']);
  expect(offered).toEqual(expect.arrayContaining(['Africa/Abidjan', 'Asia/Calcutta', 'Asia/Kolkata', 'Asia/Yangon']));
  expect(offered.filter((zone) => zone === 'Europe/Kyiv')).toHaveLength(1);
  expect(offered).not.toContain('UTC');
  expect(offered).toEqual(offered.toSorted());
});
