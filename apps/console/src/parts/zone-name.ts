/** The browser's own time zone. */
export const LOCAL = 'local';

/** @returns the zone that was chosen in this browser; its own where there is none, or one that it does not know */
export function readZone(kept: string | null): string {
  return kept !== null && isZone(kept) ? kept : LOCAL;
}

/** What zones are called today that browsers still list by a former name, or by that of another city. */
const modernNames = [
  'Africa/Asmara',
  'America/Argentina/Buenos_Aires',
  'America/Argentina/Catamarca',
  'America/Argentina/Cordoba',
  'America/Argentina/Jujuy',
  'America/Argentina/Mendoza',
  'America/Atikokan',
  'America/Indiana/Indianapolis',
  'America/Kentucky/Louisville',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
  'Pacific/Chuuk',
  'Pacific/Kanton',
  'Pacific/Pohnpei',
];

/**
 * The zones to choose from, beside UTC: those that this browser lists, and what they are called today as far as it knows
 * that, in the order of their names.
 */
export function offeredZones(listed: readonly string[]): string[] {
  const all = new Set([...listed, ...modernNames.filter((name) => isZone(name))]);
  all.delete('UTC');
  return [...all].toSorted();
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
