/** A seeded source of random numbers (mulberry32): the same seed gives the same world. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}

/** Which language the rules may use: that of Debian's Prometheus 2.42, or all of 3.x. */
export type Dialect = '2.42' | '3';

export interface RandomRule {
  kind: 'alert' | 'record';
  name: string;
  expr: string;
  for: string;
  keepFiringFor: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface RandomWorld {
  seed: number;
  /** Series as a rule test writes them. */
  series: { series: string; values: string }[];
  rules: RandomRule[];
  limit: number;
  queryOffset: string;
}

/**
 * Samples come a thousandth later each time, and never at the start: so no sample stands at the end of a window, where
 * Prometheus 2 and 3 differ.
 */
export const SAMPLE_INTERVAL_MS = 15_001;
const POINTS = 60;

const instances = ['a', 'b', 'c', 'd'];

/** Rules and series made of a seed. */
export function randomWorld(seed: number, dialect: Dialect): RandomWorld {
  const dice = new Dice(seed);
  return {
    seed,
    series: randomSeries(dice),
    rules: randomRules(dice, dialect),
    limit: dice.chance(0.15) ? 1 + dice.below(8) : 0,
    queryOffset: dialect === '3' && dice.chance(0.2) ? '30s' : '',
  };
}

function randomSeries(dice: Dice): RandomWorld['series'] {
  const series: RandomWorld['series'] = [];
  const services = ['api', 'web'];
  for (const instance of instances) {
    const service = dice.pick(services);
    if (dice.chance(0.9))
      series.push({ series: `load{instance="${instance}", service="${service}"}`, values: gauge(dice, 100) });
    if (dice.chance(0.8))
      series.push({ series: `temp{instance="${instance}", service="${service}"}`, values: gauge(dice, 5) });
    for (const code of ['200', '500'])
      if (dice.chance(0.8))
        series.push({
          series: `hits_total{instance="${instance}", service="${service}", code="${code}"}`,
          values: counter(dice, 1_000_000 + dice.below(1_000_000)),
        });
    for (const values of [buckets(dice)])
      values.forEach((text, i) =>
        series.push({
          series: `took_bucket{instance="${instance}", le="${['0.1', '0.5', '2.5', '+Inf'][i]}"}`,
          values: text,
        }),
      );
  }
  if (dice.chance(0.7)) series.push({ series: 'limit{service="api"}', values: gauge(dice, 60) });
  return series;
}

const number = (value: number): string => String(Math.round(value * 1e4) / 1e4);

function points(dice: Dice, next: () => number): string {
  const texts = ['_'];
  let gap = 0;
  for (let i = 1; i < POINTS; i += 1) {
    const value = next();
    if (gap > 0) {
      texts.push('_');
      gap -= 1;
    } else if (dice.chance(0.02)) {
      texts.push('stale');
      gap = dice.below(6);
    } else if (dice.chance(0.03)) {
      texts.push('_');
      gap = dice.below(25);
    } else texts.push(number(value));
  }
  return texts.join(' ');
}

function gauge(dice: Dice, scale: number): string {
  let level = scale * dice.next();
  return points(dice, () => {
    if (dice.chance(0.05)) level = scale * dice.next();
    level += (dice.next() - 0.5) * scale * 0.1;
    return level;
  });
}

function counter(dice: Dice, start: number): string {
  let count = start;
  return points(dice, () => {
    count = dice.chance(0.02) ? 1_000_000 + dice.below(50) : count + dice.below(200);
    return count;
  });
}

function buckets(dice: Dice): string[] {
  const counts = [1e6, 2e6, 3e6, 4e6];
  const rows = [0, 1, 2, 3].map(() => ['_']);
  for (let i = 1; i < POINTS; i += 1) {
    const isMissing = dice.chance(0.04);
    for (let b = 0; b < 4; b += 1) {
      for (let up = b; up < 4; up += 1) counts[up] = (counts[up] as number) + (b === 0 ? 0 : dice.below(5));
      (rows[b] as string[]).push(isMissing ? '_' : String(counts[b]));
    }
  }
  return rows.map((row) => row.join(' '));
}

function randomRules(dice: Dice, dialect: Dialect): RandomRule[] {
  const recorded: string[] = [];
  const rules: RandomRule[] = [];
  const count = 2 + dice.below(5);
  for (let i = 0; i < count; i += 1) {
    const isRecord = dice.chance(0.35);
    const expressions = new Expressions(dice, dialect, recorded);
    const name = isRecord ? `rec:${i}` : `Alert${i}`;
    rules.push({
      kind: isRecord ? 'record' : 'alert',
      name,
      expr: isRecord ? expressions.vector(3) : expressions.condition(),
      for: isRecord ? '' : dice.pick(['', '', '30s', '1m', '2m30s']),
      keepFiringFor: isRecord ? '' : dice.pick(['', '', '', '1m']),
      labels: dice.chance(0.5) ? { severity: dice.pick(['page', 'ticket']) } : {},
      annotations: isRecord
        ? {}
        : dice.chance(0.6)
          ? { summary: 'on {{ $labels.instance }} of {{ .Labels.service }}' }
          : {},
    });
    if (isRecord) recorded.push(name);
  }
  return rules;
}

/** Half seconds, so that no step of a subquery stands at the start of a range. */
const ranges = ['59s500ms', '2m29s500ms', '4m59s500ms', '9m59s500ms'];

class Expressions {
  constructor(
    private readonly dice: Dice,
    private readonly dialect: Dialect,
    private readonly recorded: readonly string[],
  ) {}

  condition(): string {
    const { dice } = this;
    const kind = dice.below(10);
    const compare = `${dice.pick(['>', '<', '>=', '<='])} ${this.#threshold()}`;
    if (kind === 0) return `absent(load{instance="${dice.pick(instances)}"})`;
    if (kind === 1) return `absent_over_time(temp{instance="${dice.pick(instances)}"}[${dice.pick(ranges)}])`;
    if (kind === 2) return `${this.vector(2)} ${compare} and on (instance) ${this.#selector()}`;
    if (kind === 3)
      return `${this.vector(2)} ${compare} unless on (instance) (${this.#selector()} > ${this.#threshold()})`;
    if (kind === 4) return `(${this.vector(2)} ${compare}) or (${this.vector(1)} < ${this.#threshold()})`;
    return `${this.vector(3)} ${compare}`;
  }

  vector(depth: number): string {
    const { dice } = this;
    if (depth <= 0) return this.#selector();
    switch (dice.below(9)) {
      case 0:
        return this.#selector();
      case 1:
      case 2:
        return this.#windowed(depth);
      case 3:
      case 4:
        return `${dice.pick(['sum', 'avg', 'min', 'max', 'count', 'stddev', 'stdvar', 'group'])} ${dice.pick(['by (service)', 'by (instance)', 'without (code, le)', 'by (service, code)'])} (${this.vector(depth - 1)})`;
      case 5:
        return `${dice.pick(['abs', 'ceil', 'sqrt', 'exp', 'ln', 'sgn', 'floor'])}(${this.vector(depth - 1)})`;
      case 6:
        return `(${this.vector(depth - 1)} ${dice.pick(['+', '-', '*', '/', '%'])} ${this.#threshold()})`;
      case 7:
        return this.#joined(depth);
      default:
        return dice.pick([
          `histogram_quantile(${dice.pick(['0.5', '0.9', '0.99'])}, sum by (le, instance) (rate(took_bucket[${dice.pick(ranges)}])))`,
          `clamp(${this.vector(depth - 1)}, 3.1, 70.7)`,
          `${dice.pick(['topk', 'bottomk'])}(2, ${dice.pick(['load', 'temp'])})`,
          `quantile by (service) (0.7, ${this.vector(depth - 1)})`,
          `label_replace(${this.vector(depth - 1)}, "host", "h-$1", "instance", "(.*)")`,
          `(${this.vector(depth - 1)} > bool ${this.#threshold()})`,
          `-(${this.vector(depth - 1)})`,
        ]);
    }
  }

  #joined(depth: number): string {
    const { dice } = this;
    return dice.pick([
      `(sum by (instance) (${this.vector(depth - 1)}) ${dice.pick(['+', '-', '*', '/'])} sum by (instance) (${this.vector(depth - 1)}))`,
      `(load ${dice.pick(['-', '*', '>'])} on (service) group_left limit)`,
      `(temp / ignoring (code) group_right hits_total)`,
      `(load - temp)`,
    ]);
  }

  #windowed(depth: number): string {
    const { dice } = this;
    const range = dice.pick(ranges);
    const offset = dice.chance(0.2) ? ` offset ${dice.pick(['30s', '2m'])}` : '';
    if (dice.chance(0.3))
      return `${dice.pick(['rate', 'increase', 'irate', 'resets', 'changes'])}(hits_total[${range}]${offset})`;
    const inner = dice.chance(0.2)
      ? `(${this.vector(depth - 1)})[${range}:${dice.pick(['30s', '1m', '20s'])}]`
      : `${dice.pick(['load', 'temp'])}[${range}]`;
    const plain = ['avg', 'sum', 'min', 'max', 'count', 'stddev', 'stdvar', 'last', 'present'].map(
      (name) => `${name}_over_time(${inner}${offset})`,
    );
    const newer = this.dialect === '3' ? [`first_over_time(${inner}${offset})`] : [];
    return dice.pick([
      ...plain,
      ...newer,
      `quantile_over_time(${dice.pick(['0.5', '0.95'])}, ${inner}${offset})`,
      `delta(${inner}${offset})`,
      `deriv(${inner}${offset})`,
      `predict_linear(${inner}${offset}, 600)`,
      `idelta(${inner}${offset})`,
    ]);
  }

  #selector(): string {
    const { dice } = this;
    if (this.recorded.length > 0 && dice.chance(0.3)) return dice.pick(this.recorded);
    const metric = dice.pick(['load', 'load', 'temp', 'hits_total']);
    const matcher = dice.pick(['', '', '{instance=~"a|b"}', '{service!="web"}', '{instance!~"c.*"}', '{code="500"}']);
    const offset = dice.chance(0.1) ? ' offset 1m' : '';
    return `${metric}${metric === 'hits_total' || matcher !== '{code="500"}' ? matcher : ''}${offset}`;
  }

  /** A number that no value is likely to be equal to. */
  #threshold(): string {
    return String(Math.round(this.dice.next() * 1e6) / 1e4 + 0.000_371);
  }
}
