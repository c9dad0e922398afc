import type { Schema } from '@tocsin/client/call';
import { plain, timeText } from '../../output/plain.js';

/** Whether anything is healed, and who has said that nothing is. */
export function textOfSwitches({ is_off, switches }: Schema<'HealingSwitches'>): string {
  if (!is_off) return 'healing goes on';
  return switches
    .map(({ everybody, by, reason, at }) => {
      const whom = everybody ? ' for everybody' : '';
      return plain(`healing is off${whom} since ${timeText(at)}, by ${by}: ${reason}`);
    })
    .join('\n');
}
