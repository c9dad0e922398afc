import { labelsFromText } from './label-list.js';

test('labels are read as people write them', () => {
  expect(labelsFromText(' severity=HIGH, team = "a, \\"b\\"", instance=web-1:80 ')).toEqual({
    severity: 'HIGH',
    team: 'a, "b"',
    instance: 'web-1:80',
  });
  expect(labelsFromText('')).toEqual({});
});

test.each(['severity', '1=2', 'a="b', 'a=b,,c=d'])('%s is no list of labels', (text) => {
  expect(labelsFromText(text)).toBeNull();
});
