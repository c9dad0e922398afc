import type { Schema } from '@tocsin/client/call';

type PlannedAction = Schema<'HealingRun'>['plan']['steps'][number]['actions'][number];

/** All that an action does, line by line, so that whoever approves it has seen it. */
export function actionText({ action, target }: Pick<PlannedAction, 'action' | 'target'>): string {
  const { kind, ...choices } = action;
  const lines = Object.entries(choices).map(([name, value]) => `${name.replaceAll('_', ' ')}: ${valueText(value)}`);
  return withoutHidden([kind.replaceAll('_', ' '), `target: ${target}`, ...lines].join('\n'));
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

/** Signs that turn or hide what stands beside them are written out, so that a text is what it looks like. */
const withoutHidden = (text: string): string =>
  text.replace(/[\p{Cf}\u2028\u2029]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
