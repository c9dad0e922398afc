/** As GitHub names headings, so that the same links lead to the same places. */
const slugOf = (title) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

/** Names the headings of one page, in their order: of several that are called the same, all but the first bear a number. */
export function anchorsOfPage() {
  const used = new Map();
  return (title) => {
    const slug = slugOf(title);
    const times = used.get(slug) ?? 0;
    used.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  };
}
