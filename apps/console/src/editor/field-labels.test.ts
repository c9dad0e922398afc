import { error } from '@tocsin/domain/rules/finding';
import { labelOf, saidFinding } from './field-labels.js';

const placeAt = (path: string): string => saidFinding(error(path, 'not_allowed', 'is wrong', 'Mend it.'), {}).place;

test('a field is called as the form calls it, with the condition that it stands in', () => {
  expect(labelOf(['conditions', 0, 'metric_path'])).toBe('Metric');
  expect(['name', 'conditions[0].metric_path', 'conditions[1].conditions[0].expr'].map(placeAt)).toEqual([
    'Name',
    'Metric of condition 1',
    'Expression of condition 2.1',
  ]);
});

test('a condition, all of them, and what the form has no field for are named as well', () => {
  const paths = ['conditions[1]', 'conditions', 'conditions[0].colour', 'labels.team', 'colour', 'constructor'];
  expect(paths.map(placeAt)).toEqual([
    'Condition 2',
    'Conditions',
    'colour of condition 1',
    'Labels team',
    'colour',
    'constructor',
  ]);
});

test('where nothing stands it is missing, in no other words, and what is wrong there stays as it was found', () => {
  const short = error('name', 'too_small', 'is shorter than 1 character', 'Give 1 character or more.');
  expect(saidFinding(short, { name: '' })).toMatchObject({ isEmpty: true, message: 'is missing', fix: '' });
  expect(saidFinding(short, { name: 'x' })).toMatchObject({ isEmpty: false, message: 'is shorter than 1 character' });
  const none = error('conditions', 'too_small', 'is shorter than 1 item', 'Give 1 item or more.');
  expect(saidFinding(none, { conditions: [] })).toMatchObject({ isEmpty: false, message: 'is shorter than 1 item' });
});
