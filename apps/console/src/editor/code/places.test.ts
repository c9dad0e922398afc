import { lineOf, placeOf, problemPlaceOf } from './places.js';

const yaml = '# Why.\nname: CPU\nconditions:\n  - type: threshold\n    threshold: 8\n  - type: absence\n';
const json = '{\n  "name": "CPU",\n  "conditions": [{ "type": "threshold" }]\n}\n';
const told = (text: string, path: (string | number)[]) => {
  const place = placeOf(text, path);
  return [lineOf(text, place), text.slice(place.from, place.to)];
};

test('a value is found with its name, in YAML as in JSON', () => {
  expect(told(yaml, ['name'])).toEqual([2, 'name: CPU']);
  expect(told(yaml, ['conditions', 0, 'threshold'])).toEqual([5, 'threshold: 8']);
  expect(told(json, ['conditions', 0, 'type'])).toEqual([3, '"type": "threshold"']);
});

test('of what consists of parts its beginning is told, and of what is not there what it belongs in', () => {
  expect(told(yaml, ['conditions'])).toEqual([3, 'conditions']);
  expect(told(yaml, ['conditions', 1])).toEqual([6, 'type']);
  expect(told(yaml, ['conditions', 1, 'window'])).toEqual([6, 'type']);
  expect(told(yaml, ['severity'])).toEqual([1, '# Why.']);
  expect(told('', ['severity'])).toEqual([1, '']);
});

test('what cannot be read is told where it ends to be readable', () => {
  expect(problemPlaceOf(yaml)).toBeNull();
  const place = problemPlaceOf('name: "CPU\nseverity: LOW\n');
  expect(place).not.toBeNull();
  expect(place?.to).toBeLessThanOrEqual('name: "CPU\nseverity: LOW\n'.length);
});
