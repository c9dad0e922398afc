/** What members of the ensemble had to do with scores of a series, the latest first. */
export type Moments = readonly {
  /** ms since 1970. */
  readonly at: number;
  readonly part: string;
  /** The largest first. */
  readonly shares: readonly { readonly member: string; readonly share: number }[];
}[];

/** @param matrix - the shares of one series as they were told: times in seconds since 1970, values as texts */
export function contributionsByTime(
  matrix: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly values: readonly (readonly [number, string])[];
  }[],
): Moments {
  const moments = new Map<string, { at: number; part: string; shares: { member: string; share: number }[] }>();
  for (const { metric, values } of matrix) {
    const { member = '', part = '' } = metric;
    for (const [time, text] of values) {
      const key = `${time} ${part}`;
      const moment = moments.get(key) ?? { at: time * 1_000, part, shares: [] };
      moment.shares.push({ member, share: Number(text) });
      moments.set(key, moment);
    }
  }
  return [...moments.values()]
    .map((moment) => ({ ...moment, shares: moment.shares.toSorted((a, b) => b.share - a.share) }))
    .toSorted((a, b) => b.at - a.at);
}
