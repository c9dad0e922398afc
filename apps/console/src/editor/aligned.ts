/** A series as the platform answers: times in seconds since 1970, values as texts. */
export interface RangeSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

/** Series on one axis of time. */
export interface Aligned {
  /** Seconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly series: readonly {
    readonly name: string;
    /** One for each time; null where there is none, or it is no number that a chart can have. */
    readonly values: readonly (number | null)[];
  }[];
}

/** Brings series together on one axis. */
export function aligned(matrix: readonly RangeSeries[]): Aligned {
  const times = [...new Set(matrix.flatMap(({ values }) => values.map(([time]) => time)))].toSorted((a, b) => a - b);
  const series = matrix.map(({ metric, values }) => {
    const byTime = new Map(values.map(([time, text]) => [time, Number(text)]));
    return { name: seriesName(metric), values: times.map((time) => finite(byTime.get(time))) };
  });
  return { times, series };
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** A series as PromQL names it. */
function seriesName({ __name__: name = '', ...labels }: Readonly<Record<string, string>>): string {
  const listed = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return listed.length > 0 || name === '' ? `${name}{${listed.join(', ')}}` : name;
}
