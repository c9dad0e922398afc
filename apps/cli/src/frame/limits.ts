import { type Invocation, textOption } from './command.js';
import { CommandError, exit } from './exit.js';

/** Most that one list shows: more is a file, which `-o ndjson` of a narrower question makes. */
const LIMIT_MAX = 100_000;

/** How many things are wanted, by `--limit`. @throws CommandError when that is no number from 1 on */
export function limitOption(invocation: Invocation): number {
  const text = textOption(invocation, 'limit') ?? '';
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw new CommandError(exit.usage, `"${text}" is no number of things`, '--limit', `give one from 1 to ${LIMIT_MAX}`);
}
