import { severityLabels } from '../rules/severity-label.js';
import { labelMatcher } from './label-matcher.js';
import { readMatcher } from './matcher-text.js';

/**
 * Those matchers on the label `severity` whose value or pattern fits nothing that the platform writes there. A rule's own label
 * may still say it, so it is doubtful and not wrong.
 *
 * @param matchers - in Alertmanager's notation; what is no matcher is passed over
 */
export const strangeSeverities = (matchers: readonly string[]): string[] =>
  matchers.filter((text) => {
    const read = readMatcher(text);
    if (read.kind === 'refused' || read.matcher.name !== 'severity' || read.matcher.value === '') return false;
    // What is asked not to fit is asked about by the same value.
    const operator = read.matcher.operator.endsWith('~') ? '=~' : '=';
    const asked = labelMatcher({ ...read.matcher, operator });
    return !severityLabels.some((severity) => asked.matches({ severity }));
  });
