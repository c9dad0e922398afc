import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { Path } from '../edited-rule.js';

/** From where until where in a text. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/**
 * Where a text in YAML or JSON says something.
 *
 * @param path - where that stands in the document; of what is not there, what it would stand in is told
 */
export function placeOf(text: string, path: Path): Place {
  let node: unknown = parseDocument(text).contents;
  let place: Place = { from: 0, to: (text.split('\n')[0] ?? '').length };
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === String(key));
      if (pair === undefined) return place;
      // Of what consists of parts its name is told, and not all of them.
      place = spanOf(pair.key as Node, isScalar(pair.value) ? pair.value : (pair.key as Node), place);
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(key)];
      if (item === undefined) return place;
      const first = isMap(item) ? item.items[0]?.key : item;
      place = spanOf(item as Node, (first ?? item) as Node, place);
      node = item;
    } else return place;
  }
  return place;
}

/** Where a text in YAML cannot be read any more; null where it can be. */
export function problemPlaceOf(text: string): Place | null {
  const [from, to] = parseDocument(text).errors[0]?.pos ?? [];
  return from === undefined || to === undefined
    ? null
    : { from: Math.min(from, text.length), to: Math.min(to, text.length) };
}

/** The line in which a place begins, from 1. */
export const lineOf = (text: string, { from }: Place): number => text.slice(0, from).split('\n').length;

function spanOf(first: Node, last: Node, otherwise: Place): Place {
  const [from, to] = [first.range?.[0], last.range?.[1]];
  return from === undefined || to === undefined ? otherwise : { from, to };
}
