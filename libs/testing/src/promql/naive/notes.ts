import type { Annotation } from '@tocsin/domain/plan/operator';
import type { Span } from '@tocsin/domain/promql/ast';
import { formatShortest, quoteString } from '@tocsin/domain/promql/go-text';

/** Buckets of a histogram that had to be made to rise. */
export interface Flattening {
  readonly lowestBound: number;
  readonly highestBound: number;
  readonly largestDifference: number;
}

interface Flattenings extends Flattening {
  readonly count: number;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly span: Span;
}

const flattened =
  'input to histogram_quantile needed to be fixed for monotonicity ' +
  '(see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)';

/** A name behind a text, where there is a name. */
export function withMetric(text: string, metric: string): string {
  return metric === '' ? text : `${text} for metric name ${quoteString(metric)}`;
}

function timeText(time: number): string {
  return new Date(1000 * Math.floor(time / 1000)).toISOString().replace('.000Z', 'Z');
}

/** What an evaluation has to say besides its result. Equal texts are said once, at the last place. */
export class Notes {
  readonly #annotations = new Map<string, Annotation>();
  readonly #flattenings = new Map<string, Flattenings>();
  #isArbitrary = false;

  annotate(kind: Annotation['kind'], message: string, span: Span): void {
    this.#annotations.set(`${kind} ${message}`, { kind, message, span });
  }

  /** Says that a histogram's buckets did not rise; all times at which they did not become one annotation. */
  annotateFlattening(
    metric: string,
    time: number,
    { lowestBound, highestBound, largestDifference }: Flattening,
    span: Span,
  ): void {
    const message = withMetric(flattened, metric);
    const known = this.#flattenings.get(message);
    this.#flattenings.set(message, {
      lowestBound: Math.min(lowestBound, known?.lowestBound ?? lowestBound),
      highestBound: Math.max(highestBound, known?.highestBound ?? highestBound),
      largestDifference: Math.max(largestDifference, known?.largestDifference ?? largestDifference),
      count: (known?.count ?? 0) + 1,
      firstTime: Math.min(time, known?.firstTime ?? time),
      lastTime: Math.max(time, known?.lastTime ?? time),
      span,
    });
  }

  /** Says that the language leaves open which of several elements is taken. */
  choseArbitrarily(): void {
    this.#isArbitrary = true;
  }

  get isArbitrary(): boolean {
    return this.#isArbitrary;
  }

  get annotations(): Annotation[] {
    const flattenings = [...this.#flattenings].map(([message, found]): Annotation => {
      const bounds = `from buckets ${formatShortest(found.lowestBound)} to ${formatShortest(found.highestBound)}`;
      const difference = `with a max diff of ${formatShortest(Number(found.largestDifference.toPrecision(2)))}`;
      const times = `over ${found.count} samples from ${timeText(found.firstTime)} to ${timeText(found.lastTime)}`;
      return { kind: 'info', message: `${message}, ${bounds}, ${difference}, ${times}`, span: found.span };
    });
    return [...this.#annotations.values(), ...flattenings];
  }
}
