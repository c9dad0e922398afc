import fc from 'fast-check';
import { parseExpr } from '../promql/parser.js';
import { LabelSet } from './label-set.js';
import { evaluateInstant } from './plan.js';
import { SeriesStore } from './series-store.js';

/** Distances by instance, of values by instance in two groups. */
function distances(text: string, values: readonly (readonly [group: string, value: number])[]): Map<string, number> {
  const store = new SeriesStore();
  values.forEach(([group, value], i) =>
    store.append(store.series(LabelSet.of({ instance: String(i), group }, 'v')), 0, value),
  );
  const parsed = parseExpr(text);
  const outcome = parsed.kind === 'parsed' ? evaluateInstant(parsed.expr, store, 0) : null;
  if (outcome?.kind !== 'evaluated' || outcome.value.type !== 'vector') throw new Error(text);
  return new Map(outcome.value.elements.map(({ labels, value }) => [labels.get('instance'), value]));
}

test('the distance to the k-th nearest peer is what sorting all distances says', () => {
  const member = fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: -20, max: 20 }));
  fc.assert(
    fc.property(fc.array(member, { maxLength: 14 }), fc.integer({ min: 1, max: 4 }), (values, k) => {
      const expected = new Map<string, number>();
      values.forEach(([group, value], i) => {
        const others = values
          .filter(([other], j) => other === group && j !== i)
          .map(([, other]) => Math.abs(other - value));
        const kth = others.sort((a, b) => a - b)[k - 1];
        if (kth !== undefined) expected.set(String(i), kth);
      });
      expect(distances(`neighbor_distance(v, ${k}, "group")`, values)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('without labels all are peers; what is no number is nobody', () => {
  const values = [
    ['a', 1],
    ['b', 2],
    ['a', Number.NaN],
    ['a', 9],
  ] as const;
  expect([...distances('neighbor_distance(v, 1)', values)]).toEqual([
    ['0', 1],
    ['1', 1],
    ['3', 7],
  ]);
  expect(distances('neighbor_distance(v, 0)', values).size).toBe(0);
});

test('it loses the name, as all functions do that change values', () => {
  const parsed = parseExpr('neighbor_distance(v, "1")');
  expect(parsed.kind).toBe('refused');
  const store = new SeriesStore();
  store.append(store.series(LabelSet.of({ i: '0' }, 'v')), 0, 1);
  store.append(store.series(LabelSet.of({ i: '1' }, 'v')), 0, 3);
  const good = parseExpr('neighbor_distance(v, 1)');
  const outcome = good.kind === 'parsed' ? evaluateInstant(good.expr, store, 0) : null;
  expect(outcome).toMatchObject({ kind: 'evaluated' });
  if (outcome?.kind === 'evaluated' && outcome.value.type === 'vector')
    expect(outcome.value.elements.map(({ labels }) => labels.toString())).toEqual(['{i="0"}', '{i="1"}']);
});
