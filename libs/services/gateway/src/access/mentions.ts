/** Where a text was found: in which kind of thing, in which one, and in which of its fields. */
export interface Mention {
  in: string;
  id: string;
  field: string;
}

/** One kind of thing that holds what people have written. */
export interface MentionSource {
  readonly name: string;
  /** The things of a tenant, by what they are called. */
  of(tenant: string): Iterable<readonly [id: string, value: unknown]>;
}

export interface Mentions {
  readonly found: Mention[];
  /** How many things were looked through, by their kind. */
  readonly searched: { what: string; count: number }[];
  /** Whether more was found than is told. */
  readonly isCut: boolean;
}

/** Whoever is told of more places than this changes none of them by hand. */
const MENTIONS_MAX = 1_000;
/** What is shorter stands in every other word, and counts where it stands alone. */
const WORD_LENGTH_MIN = 3;

/** Finds a text, however it is written, in everything that people have written down. */
export function mentionsOf(sources: readonly MentionSource[], tenant: string, text: string): Mentions {
  const wanted = text.toLowerCase();
  const fits = (found: string): boolean =>
    wanted.length < WORD_LENGTH_MIN ? found.toLowerCase() === wanted : found.toLowerCase().includes(wanted);
  const found: Mention[] = [];
  const searched = [];
  let isCut = false;
  for (const { name, of } of sources) {
    let count = 0;
    for (const [id, value] of of(tenant)) {
      count += 1;
      for (const field of fieldsWith(value, fits, '')) {
        if (found.length < MENTIONS_MAX) found.push({ in: name, id, field });
        else isCut = true;
      }
    }
    searched.push({ what: name, count });
  }
  return { found, searched, isCut };
}

function* fieldsWith(value: unknown, fits: (text: string) => boolean, path: string): Generator<string> {
  if (typeof value === 'string') {
    if (fits(value)) yield path;
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      const field = path === '' ? name : `${path}.${name}`;
      if (fits(name)) yield field;
      yield* fieldsWith(part, fits, field);
    }
  }
}
