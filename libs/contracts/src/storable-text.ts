/** Whether the database can keep a text: PostgreSQL takes no U+0000 and no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

type Path = readonly (string | number)[];

/** Where a text stands, a name among them, that the database cannot keep; null when there is none. However deep it is nested. */
export function unstorableText(value: unknown): Path | null {
  interface Place {
    readonly value: unknown;
    readonly name: string | number | null;
    readonly outer: Place | null;
  }
  const pathOf = ({ name, outer }: Place): Path => {
    const path: (string | number)[] = [];
    for (let at: Place | null = { value: null, name, outer }; at !== null; at = at.outer)
      if (at.name !== null) path.push(at.name);
    return path.reverse();
  };
  const left: Place[] = [{ value, name: null, outer: null }];
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    if (typeof place.value === 'string' && !isStorable(place.value)) return pathOf(place);
    if (typeof place.value !== 'object' || place.value === null) continue;
    const isList = Array.isArray(place.value);
    // The last in is looked at first, so that the first place of several is told.
    for (const [name, inner] of Object.entries(place.value).reverse()) {
      const at: Place = { value: inner, name: isList ? Number(name) : name, outer: place };
      left.push(isStorable(name) ? at : { ...at, value: name });
    }
  }
  return null;
}

/** The text as the database can keep it: what it cannot is a replacement character, as in a text that was read wrongly. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');
