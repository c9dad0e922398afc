import type { RuleTemplate } from './rule-template.js';

/** A template's runbook in Markdown. */
export function runbookText({ title, meaning, runbook, parameters }: RuleTemplate): string {
  const { check, act, falseAlarm } = runbook;
  const hold = parameters['for']?.default;
  return [
    `# ${title}`,
    meaning,
    ...(hold === '0' ? [] : [`It has held for ${String(hold)}, unless the rule says otherwise, when the alert fires.`]),
    '## Look at first',
    check.map((line, i) => `${i + 1}. ${line}`).join('\n'),
    '## Then',
    act.map((line) => `- ${line}`).join('\n'),
    '## When it is a false alarm',
    `${falseAlarm}\n`,
  ].join('\n\n');
}
