import { readTime } from '@tocsin/domain/backtest/read-time';
import { parseDurationMs } from '@tocsin/domain/rules/duration';
import { CommandError, exit } from './exit.js';

/**
 * A time, or how long ago it was.
 *
 * @param option - what it was given by
 * @param now - ms since 1970
 * @throws CommandError when it is neither
 */
export function timeOption(option: string, text: string, now: number): number {
  const ago = parseDurationMs(text);
  const time = ago === null || ago === 0 ? readTime(text) : now - ago;
  if (time !== null) return time;
  throw new CommandError(
    exit.usage,
    `"${text}" is neither a time nor a duration`,
    option,
    'write a time such as 2026-01-31T12:00:00Z, or how long ago it was, such as 2h',
  );
}

/** A duration in ms. @throws CommandError when it is none, or not above 0 */
export function durationOption(option: string, text: string): number {
  const ms = parseDurationMs(text) ?? 0;
  if (ms > 0) return ms;
  throw new CommandError(exit.usage, `"${text}" is no duration`, option, 'write one such as 5m, 1h30m or 7d');
}
