import { hash128 } from '../engine/hash.js';
import type { Labels } from '../rules/labels.js';
import { labelMatchers, labelValue, type LabelMatcher, matchAll } from './label-matcher.js';
import type { InhibitRule } from './notification-policy.js';

/** What an alert that fires holds back by one rule. */
export interface InhibitionSource {
  /** Names the rule and the labels that must be equal. */
  readonly key: string;
  /** Whether the alert is a target of the rule as well; such alerts do not hold back each other. */
  readonly isTarget: boolean;
}

/** By what an alert may be held back. */
export interface InhibitionTarget {
  readonly key: string;
  /** Whether the alert is a source of the rule as well; then sources that are targets do not count. */
  readonly isSource: boolean;
}

interface CompiledRule {
  readonly sources: readonly LabelMatcher[];
  readonly targets: readonly LabelMatcher[];
  keyOf(labels: Labels): string;
}

/**
 * The inhibition rules of a policy. Sources and targets meet by a key, so that nobody has to look at all alerts to know
 * whether one is held back.
 */
export class Inhibitions {
  readonly #rules: readonly CompiledRule[];

  constructor(rules: readonly InhibitRule[]) {
    this.#rules = rules.map((rule) => {
      const { source_matchers, target_matchers, equal = [] } = rule;
      const name = JSON.stringify([source_matchers, target_matchers, equal]);
      return {
        sources: labelMatchers(source_matchers),
        targets: labelMatchers(target_matchers),
        keyOf: (labels) => hash128(JSON.stringify([name, equal.map((label) => labelValue(labels, label))])),
      };
    });
  }

  get isEmpty(): boolean {
    return this.#rules.length === 0;
  }

  sourcesOf(labels: Labels): InhibitionSource[] {
    return this.#rules
      .filter(({ sources }) => matchAll(sources, labels))
      .map(({ targets, keyOf }) => ({ key: keyOf(labels), isTarget: matchAll(targets, labels) }));
  }

  targetsOf(labels: Labels): InhibitionTarget[] {
    return this.#rules
      .filter(({ targets }) => matchAll(targets, labels))
      .map(({ sources, keyOf }) => ({ key: keyOf(labels), isSource: matchAll(sources, labels) }));
  }
}

/** Whether a source holds back a target that it shares a key with. */
export function inhibits(source: InhibitionSource, target: InhibitionTarget): boolean {
  return source.key === target.key && !(target.isSource && source.isTarget);
}
