import { type Episode, episodesOf } from '../backtest/episodes.js';
import { LEAD_ALLOWANCE_MS_DEFAULT } from '../backtest/incidents.js';
import { RuleBacktest } from '../backtest/rule-backtest.js';
import { firstSampleTime, type SampleSeries } from '../backtest/sample-feed.js';
import { firstAtOrAfter } from '../plan/sorted-times.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { durationMs } from '../rules/duration.js';
import { candidateSettings } from './candidate-settings.js';
import { causesOf, chanceOfFewer } from './confidence.js';
import type { Abstention, RecommendedSetting, SettingFigures } from './configuration-recommendation.js';
import { alertLabelsOf, type KnownIncident, type RuleIncident, toldAt } from './known-incidents.js';
import { counted, periodText, recommendationText } from './recommendation-text.js';
import { figuresOf, incidentsOfRule } from './setting-figures.js';
import { type RuleSetting, type SettableCondition, settableCondition, settingOf, withSetting } from './rule-setting.js';

/** Least history that says anything: four times what an alert may come before its incident. */
const HISTORY_MS_MIN = 4 * LEAD_ALLOWANCE_MS_DEFAULT;
/** One incident to choose by, and one to see whether the choice holds. */
const INCIDENTS_MIN = 2;
/** Most samples that are evaluated for one recommendation, all settings together: about a minute of one processor. */
const EVALUATED_SAMPLES_MAX = 60_000_000;
/** With fewer evaluations than this there would be next to nothing to choose from. */
const EVALUATIONS_MIN = 10;

export interface RecommendationInput {
  readonly rule: AlertRule;
  /** All samples that the rule reads in that time; others do no harm. */
  readonly series: readonly SampleSeries[];
  /** How far the history goes; ms since 1970, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly incidents: readonly KnownIncident[];
  /** By how much an incident may be told of later than now; ms. */
  readonly delayMsMax: number;
  /** With less confidence nothing is recommended; 0 to 1. */
  readonly confidenceMin: number;
  /** Most samples that may be evaluated in all. */
  readonly evaluatedSamplesMax?: number;
}

export type Recommended = { readonly kind: 'recommended' } & RecommendedSetting;

const abstained = (reason: Abstention['reason'], message: string): Abstention => ({
  kind: 'abstained',
  reason,
  message,
});

/**
 * Recommends another threshold and `for` of a rule that would have sent fewer pages and missed no incident that the
 * rule found. Settings are chosen by the earlier part of the history and judged by the later one, in which about half of
 * the incidents lie; each is what the live engine comes to over the samples.
 */
export function recommend(input: RecommendationInput): Recommended | Abstention {
  const grounds = groundsOf(input);
  if ('kind' in grounds) return grounds;
  const { setting, tried } = chosen(grounds);
  if (setting === grounds.before)
    return abstained(
      'nothing_to_gain',
      `None of ${counted(tried, 'setting')} sends fewer pages and misses no incident.`,
    );
  return judged(grounds, setting, tried);
}

/** What a recommendation is made from. */
interface Grounds {
  readonly input: RecommendationInput;
  readonly before: RuleSetting;
  readonly condition: SettableCondition;
  /** From when on samples are kept. */
  readonly from: number;
  /** Where the earlier part of the history ends and the later one begins. */
  readonly split: number;
  readonly incidents: readonly RuleIncident[];
  /** The times that the rule's alerts fired. */
  readonly now: readonly Episode[];
  /** Whether so many evaluations of the samples are more than may be made. */
  isOver(evaluations: number): boolean;
}

/** Why nothing can be said of a rule, or all that there is to say it from. */
function groundsOf(input: RecommendationInput): Grounds | Abstention {
  const { rule, series, to, evaluatedSamplesMax = EVALUATED_SAMPLES_MAX } = input;
  const [before, condition] = [settingOf(rule), settableCondition(rule)];
  if (before === null || condition === null)
    return abstained(
      'unsupported_rule',
      'Only rules of one threshold or change, compared by >, >=, < or <=, have a setting.',
    );
  const first = firstSampleTime(series, input.from);
  if (first > to) return abstained('no_samples', 'Of what the rule reads, no samples are kept.');
  const from = Math.max(input.from, first);
  if (to - from < HISTORY_MS_MIN)
    return abstained(
      'history_too_short',
      `Samples of ${periodText(to - from)} are kept; ${periodText(HISTORY_MS_MIN)} are needed.`,
    );
  const samples = series.reduce((sum, { times }) => sum + firstAtOrAfter(times, to) - firstAtOrAfter(times, from), 0);
  const isOver = (evaluations: number): boolean => evaluations * samples > evaluatedSamplesMax;
  if (isOver(EVALUATIONS_MIN))
    return abstained('too_many_samples', 'The rule reads more samples than can be evaluated often enough.');
  const now = episodes(rule, series, from, to);
  if (now.length === 0) return abstained('no_alert', `No alert of the rule fired in ${periodText(to - from)}.`);
  const labels = [...series.map((one) => alertLabelsOf(rule, one.labels)), ...now.map((episode) => episode.labels)];
  const incidents = incidentsOfRule(input.incidents, rule, labels, { from, to });
  if (incidents.length === 0)
    return abstained(
      'no_incident',
      'Nobody has said what was real: write incidents down, or acknowledge alerts that were.',
    );
  if (incidents.length < INCIDENTS_MIN)
    return abstained(
      'too_few_incidents',
      'One incident is known; a second is needed to see whether a choice by it holds.',
    );
  return { input, before, condition, from, split: splitTime(incidents), incidents, now, isOver };
}

/** The best setting of the earlier part; that of now where none is better. */
function chosen({ input, before, condition, from, split, incidents, now, isOver }: Grounds): {
  setting: RuleSetting;
  tried: number;
} {
  const { rule, series, delayMsMax } = input;
  const earlier = incidents.slice(0, splitAt(incidents));
  const standing = now.filter(({ firedAt }) => firedAt < split);
  const candidates = candidateSettings(before, condition, series, {
    to: split,
    holdMsMax: durationMs(before.for) + delayMsMax,
  });
  let [best, tried] = [{ setting: before, ...compared(standing, standing, earlier, delayMsMax) }, 1];
  for (const setting of candidates) {
    if (isOver(tried + 2)) break;
    const then = episodes(withSetting(rule, setting), series, from, split - 1);
    const found = { setting, ...compared(standing, then, earlier, delayMsMax) };
    tried += 1;
    if (found.isAsGood && isBetter(found, best)) best = found;
  }
  return { setting: best.setting, tried };
}

/** What the later part, which had no part in the choice, says of it. */
function judged(
  { input, before, from, split, incidents, now }: Grounds,
  after: RuleSetting,
  tried: number,
): Recommended | Abstention {
  const { rule, series, to, delayMsMax, confidenceMin } = input;
  const then = episodes(withSetting(rule, after), series, from, to);
  const later = incidents.slice(splitAt(incidents));
  const firing = ({ firedAt }: Episode): number => firedAt;
  const isLater = ({ firedAt }: Episode): boolean => firedAt >= split;
  const [laterNow, laterThen] = [now.filter(isLater), then.filter(isLater)] as const;
  const heldOut = compared(laterNow, laterThen, later, delayMsMax);
  const whole = compared(now, then, incidents, delayMsMax);
  if (!heldOut.isAsGood || !whole.isAsGood)
    return abstained(
      'did_not_hold',
      'The setting that the earlier history speaks for would later have missed an incident, told of it too late, or sent more pages.',
    );
  const confidence = chanceOfFewer(causesOf(laterNow.map(firing)), causesOf(laterThen.map(firing)));
  if (confidence < confidenceMin)
    return abstained(
      'not_confident',
      `It would have sent fewer pages, with a confidence of ${confidence.toFixed(2)}; ${confidenceMin} is asked for.`,
    );
  const figures = ({ own, other }: Compared) => ({ before: own, after: other });
  return {
    kind: 'recommended',
    before,
    after,
    text: recommendationText([before, after], [whole.own, whole.other], incidents.length, to - from),
    confidence,
    backtest: {
      from,
      to,
      incidents: incidents.length,
      ...figures(whole),
      later_ms: whole.laterMs,
      settings_tried: tried,
      held_out: { from: split, incidents: later.length, ...figures(heldOut) },
    },
  };
}

/** The times that alerts of a rule would have fired, by the live engine. */
function episodes(rule: AlertRule, series: readonly SampleSeries[], from: number, to: number): Episode[] {
  const running = new RuleBacktest({ rule, series, from, to });
  while (!running.isDone) running.step();
  return episodesOf(running.report().transitions);
}

/** How many of the incidents are chosen by. */
const splitAt = (incidents: readonly RuleIncident[]): number => Math.ceil(incidents.length / 2);

/** The earlier part ends before any alert that could tell of the first incident of the later one. */
const splitTime = (incidents: readonly RuleIncident[]): number =>
  (incidents[splitAt(incidents)] as RuleIncident).from - LEAD_ALLOWANCE_MS_DEFAULT;

interface Compared {
  readonly own: SettingFigures;
  readonly other: SettingFigures;
  /** Whether the other one sends no more pages, finds what was found, and that not too late. */
  readonly isAsGood: boolean;
  /** By how much the other one tells of an incident later, at most; ms. */
  readonly laterMs: number;
}

function compared(
  own: readonly Episode[],
  other: readonly Episode[],
  incidents: readonly RuleIncident[],
  delayMsMax: number,
): Compared {
  const delays = incidents.map((incident) => {
    const [was, is] = [toldAt(own, incident), toldAt(other, incident)];
    return was === null ? 0 : (is ?? Number.POSITIVE_INFINITY) - was;
  });
  const laterMs = Math.max(0, ...delays);
  return {
    own: figuresOf(own, incidents),
    other: figuresOf(other, incidents),
    isAsGood: other.length <= own.length && laterMs <= delayMsMax,
    laterMs,
  };
}

/** Of two that are as good as what stands: who misses fewer, then who sends fewer pages, then who tells sooner. */
function isBetter(one: Compared, than: Compared): boolean {
  const [a, b] = [one.other, than.other];
  if (a.missed !== b.missed) return a.missed < b.missed;
  if (a.pages !== b.pages) return a.pages < b.pages;
  return one.laterMs < than.laterMs;
}
