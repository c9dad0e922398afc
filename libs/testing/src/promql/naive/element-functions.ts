import { largerOf, smallerOf } from './go-math.js';
import { type Moment, nameless, type Sample } from './moment.js';

const simple: ReadonlyMap<string, (value: number) => number> = new Map([
  ['abs', Math.abs],
  ['ceil', Math.ceil],
  ['floor', Math.floor],
  ['exp', Math.exp],
  ['sqrt', Math.sqrt],
  ['ln', Math.log],
  ['log2', Math.log2],
  ['log10', Math.log10],
  ['sin', Math.sin],
  ['cos', Math.cos],
  ['tan', Math.tan],
  ['asin', Math.asin],
  ['acos', Math.acos],
  ['atan', Math.atan],
  ['sinh', Math.sinh],
  ['cosh', Math.cosh],
  ['tanh', Math.tanh],
  ['asinh', Math.asinh],
  ['acosh', Math.acosh],
  ['atanh', Math.atanh],
  ['rad', (value) => (value * Math.PI) / 180],
  ['deg', (value) => (value * 180) / Math.PI],
  ['sgn', (value) => (value < 0 ? -1 : value > 0 ? 1 : value)],
]);

/** Elements with other values, no longer those of the metric. */
export function mapValues(samples: readonly Sample[], moment: Moment, map: (value: number) => number): Sample[] {
  return samples.map(({ labels, value }) => ({ labels: nameless(labels, moment), value: map(value), dropsName: true }));
}

/** Functions that change each value on its own; null for any other function. */
export function callElementFunction(
  name: string,
  samples: readonly Sample[],
  params: readonly number[],
  moment: Moment,
): Sample[] | null {
  const map = simple.get(name);
  if (map !== undefined) return mapValues(samples, moment, map);
  const [first, second] = params;
  switch (name) {
    case 'clamp':
      return clamp(samples, first as number, second as number, moment);
    case 'clamp_min':
      return clamp(samples, first as number, Infinity, moment);
    case 'clamp_max':
      return clamp(samples, -Infinity, first as number, moment);
    case 'round':
      return round(samples, first ?? 1, moment);
    default:
      return null;
  }
}

function clamp(samples: readonly Sample[], least: number, most: number, moment: Moment): Sample[] {
  if (most < least) return [];
  return mapValues(samples, moment, (value) => largerOf(least, smallerOf(most, value)));
}

function round(samples: readonly Sample[], toNearest: number, moment: Moment): Sample[] {
  const inverse = 1 / toNearest;
  return mapValues(samples, moment, (value) => Math.floor(value * inverse + 0.5) / inverse);
}
