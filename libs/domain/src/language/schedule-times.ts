import type { SaidWord } from './said-word.js';

export interface ScheduleTimes {
  /** `HH:MM`. */
  readonly times: readonly [string, string];
  /** How many words they took. */
  readonly length: number;
  /** They were written as times of day, not as mere numbers. */
  readonly isClock: boolean;
}

/** Reads two times of day, such as `9 to 17`, `08:00 and 18:00` or `9am - 5pm`, at the beginning of some words. */
export function readScheduleTimes(words: readonly SaidWord[]): ScheduleTimes | null {
  const start = timeAt(words, 0);
  if (start === null) return null;
  const between = words[start.length]?.lower ?? '';
  const isJoined = ['to', 'and', '-', '–', 'until', 'till'].includes(between);
  const isNegative = words[start.length]?.kind === 'number' && (words[start.length]?.value ?? 0) < 0;
  if (!isJoined && !isNegative) return null;
  const end = timeAt(words, start.length + (isJoined ? 1 : 0));
  if (end === null) return null;
  const length = start.length + (isJoined ? 1 : 0) + end.length;
  return { times: [start.time, end.time], length, isClock: start.isClock || end.isClock };
}

function timeAt(words: readonly SaidWord[], at: number): { time: string; length: number; isClock: boolean } | null {
  const word = words[at];
  if (word?.kind === 'time') {
    const [hours = 0, minutes = 0] = word.text.split(':').map(Number);
    return clock(hours, minutes, 1, true);
  }
  if (word?.kind !== 'number') return null;
  const hours = word.value as number;
  const half = words[at + 1]?.lower ?? '';
  if (half === 'am' || half === 'pm') return clock((hours % 12) + (half === 'pm' ? 12 : 0), 0, 2, true);
  return clock(hours, 0, half === 'h' || half === "o'clock" ? 2 : 1, half === "o'clock");
}

function clock(hours: number, minutes: number, length: number, isClock: boolean): ReturnType<typeof timeAt> {
  const isTime = Number.isInteger(hours) && hours >= 0 && hours <= 24 && minutes >= 0 && minutes < 60;
  const two = (number: number): string => String(number).padStart(2, '0');
  return isTime ? { time: `${two(hours)}:${two(minutes)}`, length, isClock } : null;
}
