import { existsSync, readFileSync } from 'node:fs';
import { writePrivate } from './secrets.js';

/** The time that a file remembers, in milliseconds since 1970; on first use it remembers `now`. */
export function rememberedTime(path: string, now: number): number {
  if (!existsSync(path)) writePrivate(path, String(now));
  return Number(readFileSync(path, 'utf8'));
}
