import { LabelSet } from '@tocsin/domain/plan/label-set';
import type { BinaryExpr, VectorMatching } from '@tocsin/domain/promql/ast';
import { fail, type Moment, nameless, type Sample } from './moment.js';
import { calculate, compares, isArithmetic, isComparison } from './scalar-operators.js';

/** A vector with a scalar, element by element. */
export function withScalar(
  { operator, bool }: BinaryExpr,
  vector: readonly Sample[],
  scalar: number,
  scalarIsLeft: boolean,
  moment: Moment,
): Sample[] {
  return vector.flatMap((sample) => {
    const [left, right] = scalarIsLeft ? [scalar, sample.value] : [sample.value, scalar];
    const renamed = { labels: nameless(sample.labels, moment), dropsName: true };
    if (isArithmetic(operator)) return [{ ...renamed, value: calculate(operator, left, right) }];
    if (!isComparison(operator)) throw new Error(`${operator} is no operator of scalars`);
    const holds = compares(operator, left, right);
    if (bool) return [{ ...renamed, value: Number(holds) }];
    return holds ? [sample] : [];
  });
}

/** The labels by which elements of two vectors find each other. */
function signatureOf(labels: LabelSet, matching: VectorMatching): string {
  if (matching.mode === 'on') return labels.only(new Set(matching.labels)).key;
  return labels.without(new Set(['__name__', ...matching.labels])).key;
}

/** The labels of a group of matching elements, as errors show them. */
function groupOf(labels: LabelSet, matching: VectorMatching): LabelSet {
  if (matching.mode === 'on') return labels.only(new Set(matching.labels));
  return labels.without(new Set(['__name__', ...matching.labels]));
}

/** `and`, `or` and `unless`. */
export function combineSets(
  { operator, matching }: BinaryExpr,
  left: readonly Sample[],
  right: readonly Sample[],
): Sample[] {
  const sign = ({ labels }: Sample): string => signatureOf(labels, matching as VectorMatching);
  const leftSigns = new Set(left.map(sign));
  const rightSigns = new Set(right.map(sign));
  if (operator === 'and') return left.filter((sample) => rightSigns.has(sign(sample)));
  if (operator === 'unless') return left.filter((sample) => !rightSigns.has(sign(sample)));
  return [...left, ...right.filter((sample) => !leftSigns.has(sign(sample)))];
}

/** Arithmetic and comparisons between two vectors. */
export function combineVectors(
  expr: BinaryExpr,
  left: readonly Sample[],
  right: readonly Sample[],
  moment: Moment,
): Sample[] {
  const matching = expr.matching as VectorMatching;
  const { card, fillLeft, fillRight } = matching;
  const cannotMatch = left.length === 0 || right.length === 0;
  if (cannotMatch && fillLeft === null && fillRight === null) return [];
  // The left one of `many` and `one` below is the one that may have several elements of a group.
  const [many, one] = card === 'one-to-many' ? [right, left] : [left, right];
  const partners = partnersOf(one, matching);
  const pairs = new Pairs(expr, matching, moment);
  for (const sample of many) {
    const partner = partners.get(signatureOf(sample.labels, matching));
    // Prometheus fills by side of the pair it works on, not by side of the operator: also for `group_right`.
    if (partner !== undefined) pairs.add(sample, partner);
    else if (fillRight !== null) pairs.add(sample, filling(sample, fillRight, matching));
  }
  if (fillLeft !== null)
    for (const sample of one) if (!pairs.hasMatched(sample)) pairs.add(filling(sample, fillLeft, matching), sample);
  return pairs.results;
}

function filling({ labels }: Sample, value: number, matching: VectorMatching): Sample {
  return { labels: groupOf(labels, matching), value, dropsName: false };
}

/** The elements of the one side by their signatures, of which each may stand there once. */
function partnersOf(one: readonly Sample[], matching: VectorMatching): Map<string, Sample> {
  const partners = new Map<string, Sample>();
  for (const sample of one) {
    const signature = signatureOf(sample.labels, matching);
    const known = partners.get(signature);
    if (known !== undefined) {
      const side = matching.card === 'one-to-many' ? 'left' : 'right';
      const twins = [sample.labels.toString(), known.labels.toString()].sort().join(', ');
      fail(
        `found duplicate series for the match group ${groupOf(sample.labels, matching).toString()} on the ${side} ` +
          `hand-side of the operation: [${twins}];many-to-many matching not allowed: matching labels must be unique on one side`,
      );
    }
    partners.set(signature, sample);
  }
  return partners;
}

/** Pairs of matching elements and what comes of them. */
class Pairs {
  readonly results: Sample[] = [];
  /** The labels of results by signature; results that a comparison leaves out are among them. */
  readonly #matched = new Map<string, Set<string>>();

  constructor(
    private readonly expr: BinaryExpr,
    private readonly matching: VectorMatching,
    private readonly moment: Moment,
  ) {}

  hasMatched({ labels }: Sample): boolean {
    return this.#matched.has(signatureOf(labels, this.matching));
  }

  add(many: Sample, one: Sample): void {
    const { operator, bool } = this.expr;
    const [left, right] = this.matching.card === 'one-to-many' ? [one.value, many.value] : [many.value, one.value];
    const labels = this.#labelsOf(many.labels, one.labels);
    this.#note(signatureOf(many.labels, this.matching), labels);
    if (isArithmetic(operator)) {
      this.results.push({ labels, value: calculate(operator, left, right), dropsName: false });
    } else if (isComparison(operator)) {
      const holds = compares(operator, left, right);
      if (bool) this.results.push({ labels, value: Number(holds), dropsName: true });
      else if (holds) this.results.push({ labels, value: left, dropsName: false });
    }
  }

  #note(signature: string, labels: LabelSet): void {
    const known = this.#matched.get(signature);
    if (known === undefined) {
      this.#matched.set(signature, new Set([labels.key]));
      return;
    }
    if (this.matching.card === 'one-to-one')
      fail('multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)');
    if (known.has(labels.key)) fail('multiple matches for labels: grouping labels must ensure unique matches');
    known.add(labels.key);
  }

  #labelsOf(many: LabelSet, one: LabelSet): LabelSet {
    const { card, mode, labels, include } = this.matching;
    const losesName = isArithmetic(this.expr.operator) || (this.expr.bool && !this.moment.dropsNamesLate);
    let result = losesName ? many.withoutName() : many;
    if (card === 'one-to-one') result = mode === 'on' ? result.only(new Set(labels)) : result.without(new Set(labels));
    for (const name of include) result = result.with(name, one.get(name));
    return result;
  }
}
