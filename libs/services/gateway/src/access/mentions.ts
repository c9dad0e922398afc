import { foldedName } from '@tocsin/domain/access/pseudonym';
import { holdsWord } from '@tocsin/domain/access/word';

/** Where a text was found: in which kind of thing, in which one, and in which of its fields. */
export interface Mention {
  in: string;
  id: string;
  field: string;
}

/** One kind of thing that holds what people have written. */
export interface MentionSource {
  readonly name: string;
  /** Whether the names of fields are people's own from the top on, as those of labels are. */
  readonly hasOwnNames?: boolean;
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
/** Ends of the names of fields below which people name fields as they like; every other field is the platform's. */
const OWN_NAMES_BELOW = ['labels', 'annotations', 'patch', 'body'];

/**
 * Finds a text, however it is written, in everything that people have written down: where it stands as whole words, in
 * values and in names that people chose. The names of the platform's own fields are nobody's.
 */
export function mentionsOf(sources: readonly MentionSource[], tenant: string, text: string): Mentions {
  const wanted = foldedName(text);
  const fits = (found: string): boolean => holdsWord(foldedName(found), wanted);
  const found: Mention[] = [];
  const searched = [];
  let isCut = false;
  for (const { name, of, hasOwnNames = false } of sources) {
    let count = 0;
    for (const [id, value] of of(tenant)) {
      count += 1;
      for (const field of fieldsWith(value, fits, '', hasOwnNames)) {
        if (found.length < MENTIONS_MAX) found.push({ in: name, id, field });
        else isCut = true;
      }
    }
    searched.push({ what: name, count });
  }
  return { found, searched, isCut };
}

function* fieldsWith(
  value: unknown,
  fits: (text: string) => boolean,
  path: string,
  hasOwnNames: boolean,
): Generator<string> {
  if (typeof value === 'string') {
    if (fits(value)) yield path;
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      const field = path === '' ? name : `${path}.${name}`;
      if (hasOwnNames && fits(name)) yield field;
      const end = name.toLowerCase();
      yield* fieldsWith(part, fits, field, hasOwnNames || OWN_NAMES_BELOW.some((one) => end.endsWith(one)));
    }
  }
}
