import type { AlertRule } from '@tocsin/domain/rules/alert-rule';

/** Whether a folder is another one or lies in it; undefined is the folder that all others lie in. */
export const isInFolder = (folder = '', above: string | undefined): boolean =>
  above === undefined || folder === above || folder.startsWith(`${above}/`);

/** Whether a rule has all of these labels. */
export const hasLabels = (rule: AlertRule, labels: readonly (readonly [name: string, value: string])[]): boolean =>
  labels.every(([name, value]) => Object.hasOwn(rule.labels, name) && rule.labels[name] === value);
