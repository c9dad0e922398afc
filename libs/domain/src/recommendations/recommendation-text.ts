import type { SettingFigures } from './configuration-recommendation.js';
import { type RuleSetting, settingText } from './rule-setting.js';

const HOUR_MS = 3_600_000;
/** From here on, people count in days. */
const DAYS_FROM_HOURS = 48;

/** Such as `24 hours` or `30 days`; in tenths, rounded down, so that no time is claimed that was not looked at. */
export function periodText(ms: number): string {
  const hours = ms / HOUR_MS;
  if (hours < 1) return counted(Math.floor(hours * 60), 'minute');
  const [count, unit] = hours < DAYS_FROM_HOURS ? [hours, 'hour'] : [hours / 24, 'day'];
  return counted(Math.floor(count * 10) / 10, unit);
}

/** What another setting would have come to: `would have sent 12 instead of 83 pages in 24 hours and missed none of …`. */
export function comparisonText(
  [before, after]: readonly [SettingFigures, SettingFigures],
  incidents: number,
  periodMs: number,
): string {
  const pages = `would have sent ${after.pages} instead of ${counted(before.pages, 'page')} in ${periodText(periodMs)}`;
  const compared = after.missed === before.missed ? ', as before' : ` instead of ${before.missed}`;
  return `${pages}${missedText(after, incidents)}${after.missed === 0 ? '' : compared}`;
}

/** What a setting has sent since a rule has it: `sent 3 pages in 5 hours, where "> 80" would have sent 20, and …`. */
export function measuredText(
  sent: SettingFigures,
  [setting, before]: readonly [RuleSetting, SettingFigures],
  incidents: number,
  periodMs: number,
): string {
  const pages = `sent ${counted(sent.pages, 'page')} in ${periodText(periodMs)}`;
  const instead = `, where "${settingText(setting)}" would have sent ${before.pages},`;
  return `${pages}${instead}${missedText(sent, incidents)}`;
}

function missedText({ missed }: SettingFigures, incidents: number): string {
  if (incidents === 0) return ' and no incident is known of that time';
  if (incidents === 1) return missed === 0 ? ' and did not miss the one incident' : ' and missed the one incident';
  return ` and missed ${missed === 0 ? 'none' : missed} of the ${incidents} incidents`;
}

/** The same with the settings themselves in front. */
export const recommendationText = (
  [before, after]: readonly [RuleSetting, RuleSetting],
  ...compared: Parameters<typeof comparisonText>
): string => `"${settingText(after)}" instead of "${settingText(before)}" ${comparisonText(...compared)}`;

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
