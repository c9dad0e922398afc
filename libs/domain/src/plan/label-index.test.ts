import fc from 'fast-check';
import { LabelIndex, UNKNOWN } from './label-index.js';
import { LabelSet } from './label-set.js';

const { array, constantFrom, dictionary, oneof, string } = fc;

const few = dictionary(constantFrom('a', 'b', '__name__'), constantFrom('', 'x', 'y', 'z'), { maxKeys: 3 });
const any = dictionary(string({ maxLength: 3 }), string({ maxLength: 3 }), { maxKeys: 4 });

test('equal labels, and no others, have one number, in the order in which they came', () => {
  fc.assert(
    fc.property(array(oneof(few, any), { maxLength: 80, size: 'max' }), (all) => {
      const index = new LabelIndex();
      const numbers = new Map<string, number>();
      for (const labels of all) {
        const [set, again] = [
          LabelSet.fromEntries(Object.entries(labels)),
          LabelSet.fromEntries(Object.entries(labels)),
        ];
        expect(index.find(set)).toBe(numbers.get(set.key) ?? UNKNOWN);
        const number = index.add(set);
        expect(number).toBe(numbers.get(set.key) ?? numbers.size);
        numbers.set(set.key, number);
        expect(index.find(again)).toBe(number);
        expect(index.labels[number]?.key).toBe(set.key);
      }
      expect(index.size).toBe(numbers.size);
    }),
  );
});
