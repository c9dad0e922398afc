/** Times are counted in ms since 1970; what is smaller than this is a span or a number of something else. */
const FIRST_TIME = Date.UTC(2001, 0);
const LAST_TIME = Date.UTC(9_999, 0);

/**
 * A value as JSON that people read: its fields for moments, `at` and those that end with `_at`, are told by date and time in UTC.
 *
 * @param indent - by how much each level stands further in; all stands in one line when left out
 */
export const jsonText = (value: unknown, indent = 0): string =>
  JSON.stringify(value, (name, one: unknown) => (isTime(name, one) ? new Date(one).toISOString() : one), indent);

const isTime = (name: string, value: unknown): value is number =>
  (name === 'at' || name.endsWith('_at')) && typeof value === 'number' && value >= FIRST_TIME && value < LAST_TIME;
