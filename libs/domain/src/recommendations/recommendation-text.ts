import type { SettingFigures } from './configuration-recommendation.js';
import { type RuleSetting, settingText } from './rule-setting.js';

const HOUR_MS = 3_600_000;
/** From here on, people count in days. */
const DAYS_FROM_HOURS = 48;

/** Such as `24 hours` or `30 days`; in tenths, rounded down, so that no time is claimed that was not looked at. */
export function periodText(ms: number): string {
  const hours = ms / HOUR_MS;
  const [count, unit] = hours < DAYS_FROM_HOURS ? [hours, 'hour'] : [hours / 24, 'day'];
  const written = Math.floor(count * 10) / 10;
  return `${written} ${unit}${written === 1 ? '' : 's'}`;
}

/** What another setting would have come to: `would have sent 12 instead of 83 pages in 24 hours and missed none of …`. */
export function comparisonText(
  [before, after]: readonly [SettingFigures, SettingFigures],
  incidents: number,
  periodMs: number,
): string {
  const pages = `would have sent ${after.pages} instead of ${counted(before.pages, 'page')} in ${periodText(periodMs)}`;
  const those = incidents === 1 ? 'the incident' : `the ${incidents} incidents`;
  if (incidents === 0) return `${pages}; no incident is known of that time`;
  if (after.missed === 0) return `${pages} and missed none of ${those}`;
  const compared = after.missed === before.missed ? ', as before' : ` instead of ${before.missed}`;
  return `${pages} and missed ${after.missed} of ${those}${compared}`;
}

/** The same with the settings themselves in front. */
export const recommendationText = (
  [before, after]: readonly [RuleSetting, RuleSetting],
  ...compared: Parameters<typeof comparisonText>
): string => `"${settingText(after)}" instead of "${settingText(before)}" ${comparisonText(...compared)}`;

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
