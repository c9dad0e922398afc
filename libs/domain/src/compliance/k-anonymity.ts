/** Fewer than two persons are nobody to hide among. */
export const K_MIN = 2;
/** Of rows that may be left out so that the others can be told more finely. */
const SUPPRESSED_SHARE_MAX = 0.1;
/** Ways to generalise that are tried; each costs a look at every row. */
const WAYS_MAX = 1_000;
/** What stands for every value. */
export const ANY = '*';

/** Something about a row by which somebody may be known, with what it can be told as: the finest first. {@link ANY} comes last by itself. */
export interface QuasiIdentifier<Row> {
  readonly name: string;
  readonly levels: readonly { readonly told: string; of(row: Row): string }[];
}

/** Rows that read the same, and who they are of. */
export interface AnonymousGroup {
  /** In the order of the quasi-identifiers. */
  readonly values: readonly string[];
  /** How many rows each person has in it; no fewer than k persons. */
  readonly members: readonly { readonly person: string; readonly rows: number }[];
}

/** What was told instead of what was known. */
export interface Generalisation {
  readonly name: string;
  readonly told: string;
  /** 0: as finely as it can be told. */
  readonly level: number;
  readonly levels: number;
}

export interface Anonymised {
  readonly groups: readonly AnonymousGroup[];
  readonly generalised: readonly Generalisation[];
  /** Rows that stood for fewer than k persons even so, and are left out. */
  readonly suppressed: number;
}

/**
 * Makes rows k-anonymous by full-domain generalisation and suppression (Samarati and Sweeney, "Protecting privacy when disclosing
 * information", 1998): each quasi-identifier is told at one level throughout, and what still stands for fewer than k persons is
 * left out. Of the ways that leave out a tenth at most, the one that loses least is taken, by Sweeney's precision (2002); people are
 * counted, not rows.
 *
 * @param k - the least persons that every combination of values stands for
 * @throws RangeError when k is below {@link K_MIN}, or there are more ways to generalise than can be tried
 */
export function anonymise<Row>(
  rows: readonly Row[],
  personOf: (row: Row) => string,
  identifiers: readonly QuasiIdentifier<Row>[],
  k: number,
): Anonymised {
  if (!Number.isInteger(k) || k < K_MIN) throw new RangeError(`k must be a whole number of at least ${K_MIN}`);
  const ways = waysOf(identifiers.map(({ levels }) => levels.length + 1));
  if (ways.length > WAYS_MAX) throw new RangeError(`there are more than ${WAYS_MAX} ways to generalise`);
  const persons = rows.map(personOf);
  const columns = identifiers.map(({ levels }) => levels.map((level) => columnOf(rows, (row) => level.of(row))));
  const suppressedMax = rows.length * SUPPRESSED_SHARE_MAX;
  let best: { levels: readonly number[]; groups: AnonymousGroup[]; suppressed: number } | null = null;
  // The way that tells nothing comes last: it leaves out nothing, or there are fewer than k persons.
  for (const levels of ways.toSorted((one, other) => lossOf(one, identifiers) - lossOf(other, identifiers))) {
    const told = columns.map((ofLevels, i) => ofLevels[levels[i] ?? 0] ?? null);
    const way = { levels, ...grouped(persons, told, k) };
    if (best === null || way.suppressed < best.suppressed) best = way;
    if (best.suppressed <= suppressedMax) break;
  }
  return {
    groups: best?.groups ?? [],
    suppressed: best?.suppressed ?? 0,
    generalised: identifiers.map(({ name, levels }, i) => {
      const level = best?.levels[i] ?? 0;
      return { name, told: levels[level]?.told ?? 'left out', level, levels: levels.length + 1 };
    }),
  };
}

/** Every choice of a level for each quasi-identifier. */
const waysOf = (counts: readonly number[]): number[][] =>
  counts.reduce<number[][]>(
    (ways, count) => ways.flatMap((way) => Array.from({ length: count }, (_, level) => [...way, level])),
    [[]],
  );

/** How much is not told: the sum of how far up each one's ladder is. */
const lossOf = (levels: readonly number[], identifiers: readonly { levels: readonly unknown[] }[]): number =>
  levels.reduce((sum, level, i) => sum + level / (identifiers[i]?.levels.length ?? 1), 0);

/** @param columns - of each quasi-identifier, the value of each row at the level that is tried; null where nothing is told */
function grouped(
  persons: readonly string[],
  columns: readonly (Column | null)[],
  k: number,
): { groups: AnonymousGroup[]; suppressed: number } {
  const found = new Map<string, { first: number; members: Map<string, number> }>();
  for (const [i, person] of persons.entries()) {
    let key = '';
    for (const column of columns) if (column !== null) key += `${column.codes[i]} `;
    let group = found.get(key);
    if (group === undefined) found.set(key, (group = { first: i, members: new Map() }));
    group.members.set(person, (group.members.get(person) ?? 0) + 1);
  }
  const groups: AnonymousGroup[] = [];
  let suppressed = 0;
  for (const { first, members } of found.values()) {
    const of = [...members].map(([person, rows]) => ({ person, rows }));
    const values = columns.map((column) => column?.values[column.codes[first] ?? 0] ?? ANY);
    if (of.length >= k) groups.push({ values, members: of });
    else suppressed += of.reduce((sum, member) => sum + member.rows, 0);
  }
  return { groups, suppressed };
}

/** What every row is told as at one level: numbers of values, so that no text is made of a row more than once. */
interface Column {
  readonly values: readonly string[];
  readonly codes: readonly number[];
}

function columnOf<Row>(rows: readonly Row[], of: (row: Row) => string): Column {
  const known = new Map<string, number>();
  const codes = rows.map((row) => {
    const value = of(row);
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    return code;
  });
  return { values: [...known.keys()], codes };
}
