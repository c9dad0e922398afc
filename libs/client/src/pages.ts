import type { Pages } from './call.js';

interface Page<Item> {
  readonly data: readonly Item[];
  readonly meta: { readonly next_cursor?: string };
}

/**
 * A list that is asked for page by page.
 *
 * @param first - the page that was asked for
 * @param behind - asks for the page that a cursor leads to
 */
export function pagesOf<Item, Answer extends Page<Item>>(
  first: Promise<Answer>,
  behind: (cursor: string) => Promise<Answer>,
): Pages<Answer> {
  async function* items(): AsyncGenerator<Item, void, undefined> {
    for (let page = await first; ;) {
      yield* page.data;
      const cursor = page.meta.next_cursor;
      if (cursor === undefined) return;
      page = await behind(cursor);
    }
  }
  return Object.assign(first, { [Symbol.asyncIterator]: items }) as Pages<Answer>;
}
