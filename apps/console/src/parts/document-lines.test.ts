import { documentLines } from './document-lines.js';

test('two documents are told by what people wrote of them, with their fields in one order', () => {
  const { before, after } = documentLines(
    {
      labels: { b: '2', a: '1' },
      name: 'Disk',
      version: 3,
      id: 'r1',
      conditions: [{ threshold: 80, type: 'threshold' }],
    },
    { name: 'Disk', owner: undefined, conditions: [{ type: 'threshold', threshold: 90 }], labels: { a: '1', b: '2' } },
  );
  expect(before).toEqual(after.with(3, '    threshold: 80'));
  expect(after).toEqual([
    'name: Disk',
    'conditions:',
    '  - type: threshold',
    '    threshold: 90',
    'labels:',
    '  a: "1"',
    '  b: "2"',
  ]);
});

test('a text of several lines stands line by line, and a long one is not folded', () => {
  const description = `first\n${'word '.repeat(60)}end`;
  expect(documentLines({}, { description }).after).toEqual([
    'description: |-',
    '  first',
    `  ${'word '.repeat(60)}end`,
  ]);
});
