import { bytesOf, copyOf, restored, type State } from './state.js';

const state = (): State => ({ count: 1, held: Float64Array.of(1, 2), inner: { mean: 3 } });

test('a copy shares nothing', () => {
  const original = state();
  const copy = copyOf(original);
  (copy['held'] as Float64Array)[0] = 9;
  (copy['inner'] as { mean: number }).mean = 9;
  expect(original).toEqual(state());
});

test('numbers and arrays count with eight bytes a number', () => {
  expect(bytesOf(state())).toBe(8 + 16 + 8);
});

test.each<[string, State, string]>([
  ['a part is missing', { count: 1, held: Float64Array.of(1, 2) }, 'state.inner is missing'],
  ['a part is too much', { ...state(), more: 1 }, 'state.more is unknown'],
  [
    'an array has another length',
    { ...state(), held: Float64Array.of(1) },
    'state.held is an array of 1 where an array of 2',
  ],
  ['a number stands for an array', { ...state(), held: 1 }, 'state.held is a number where an array of 2'],
  ['a number stands for a part', { ...state(), inner: 1 }, 'state.inner is of another kind'],
  ['a part of a part is missing', { ...state(), inner: {} }, 'state.inner.mean is missing'],
])('a stored state of another form is refused: %s', (_, stored, message) => {
  expect(() => restored(state(), stored)).toThrow(message);
});
