import { printMatcher } from '@tocsin/domain/alerting/print-matcher';

/**
 * Labels as people write them, such as `severity=high, team="a, b"`.
 *
 * @returns null when something between the commas is no label
 */
export function labelsFromText(text: string): Record<string, string> | null {
  const labels: Record<string, string> = {};
  let rest = text.trim();
  while (rest !== '') {
    const found = /^([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",]*))\s*(?:,\s*|$)/.exec(rest);
    if (found === null) return null;
    const [all, name = '', quoted, plain = ''] = found;
    labels[name] = quoted === undefined ? plain.trim() : quoted.replaceAll(/\\(.)/g, '$1');
    rest = rest.slice(all.length);
  }
  return labels;
}

/** What would fit the severity among labels, as a matcher; none where they name none. */
export function severityMatchers(labels: Readonly<Record<string, string>> | null): string[] {
  const value = labels?.['severity'];
  return value === undefined ? [] : [printMatcher({ name: 'severity', operator: '=', value })];
}
