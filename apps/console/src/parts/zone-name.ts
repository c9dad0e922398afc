/** The browser's own time zone. */
export const LOCAL = 'local';

/** @returns the zone that was chosen in this browser; its own where there is none, or one that it does not know */
export function readZone(kept: string | null): string {
  return kept !== null && isZone(kept) ? kept : LOCAL;
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
