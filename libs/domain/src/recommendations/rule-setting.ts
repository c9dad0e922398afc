import { z } from 'zod';
import { HoldSchema, type RuleDraft } from '../rules/alert-rule.js';
import type { RuleCondition } from '../rules/condition.js';

/** What is recommended of a rule: the number that its condition compares with, and how long it must hold. */
export const RuleSettingSchema = z
  .strictObject({ operator: z.enum(['>', '>=', '<', '<=']), threshold: z.number(), for: HoldSchema })
  .meta({ id: 'RuleSetting', description: 'What a recommendation is about: the threshold of a rule and its `for`.' });
export type RuleSetting = z.infer<typeof RuleSettingSchema>;

/** A condition whose threshold may lie elsewhere. */
export type SettableCondition = Extract<RuleCondition, { type: 'threshold' | 'change' }>;

/** The one condition of a rule whose setting can be recommended; null of all other rules. */
export function settableCondition({ conditions }: Pick<RuleDraft, 'conditions'>): SettableCondition | null {
  const [condition] = conditions;
  if (conditions.length !== 1 || (condition?.type !== 'threshold' && condition?.type !== 'change')) return null;
  return condition;
}

/** A rule's setting; null where nothing can be recommended: several conditions, other kinds, `==` and `!=`. */
export function settingOf(rule: Pick<RuleDraft, 'conditions' | 'for'>): RuleSetting | null {
  const condition = settableCondition(rule);
  if (condition === null || condition.operator === '==' || condition.operator === '!=') return null;
  const { operator, threshold } = condition;
  return { operator, threshold, for: rule.for };
}

/** The same rule with another setting. A recovery threshold moves along, so that the span between the two stays. */
export function withSetting<Rule extends Pick<RuleDraft, 'conditions' | 'for'>>(
  rule: Rule,
  setting: RuleSetting,
): Rule {
  const condition = settableCondition(rule);
  if (condition === null) throw new TypeError('a setting was given to a rule that has none');
  const { threshold } = setting;
  const moved: SettableCondition =
    condition.type === 'threshold' && condition.recovery_threshold !== undefined
      ? {
          ...condition,
          threshold,
          recovery_threshold: sum(condition.recovery_threshold, threshold, -condition.threshold),
        }
      : { ...condition, threshold };
  return { ...rule, conditions: [moved], for: setting.for };
}

/** In as many decimals as floating point has to spare, so that 0.7 and 0.1 are 0.8. */
const sum = (...terms: readonly number[]): number => Number(terms.reduce((all, term) => all + term, 0).toPrecision(12));

/** Such as `> 90 for 5m`. */
export const settingText = ({ operator, threshold, for: hold }: RuleSetting): string =>
  `${operator} ${threshold}${/^0[a-z]*$/.test(hold) ? '' : ` for ${hold}`}`;
