import { NO_VALUE } from '@tocsin/domain/plan/series-store';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { leavesOf } from '@tocsin/domain/rules/condition-walk';
import type { LeafCondition, RuleCondition } from '@tocsin/domain/rules/condition';
import { durationMs } from '@tocsin/domain/rules/duration';
import type { Labels } from '@tocsin/domain/rules/labels';
import type { AlertState, TransitionReason } from '@tocsin/domain/engine/transition';

/** A series with every sample that was ever taken, oldest first; a marker of staleness is `NO_VALUE`. */
export interface ReferenceSeries {
  key: string;
  metric: string;
  labels: Labels;
  samples: { time: number; value: number; clock: number }[];
}

/** A leaf of an instance and a series that it reads, with all that happened to the two. */
export interface ReferenceMember {
  path: string;
  condition: LeafCondition;
  series: ReferenceSeries;
  events: ({ kind: 'sample'; value: number } | { kind: 'silence' })[];
  /** Samples up to this time are not looked back on. */
  since: number;
}

export interface ReferenceChange {
  instance: ReferenceInstance;
  state: AlertState;
  episodeStart: number;
  at: number;
  reason: TransitionReason;
}

/** What outlives an instance: the last thing that was seen of its like. */
export interface ReferencePast {
  at: number;
  episodeStart: number;
}

export const lastOf = (series: ReferenceSeries): { time: number; value: number; clock: number } | undefined =>
  series.samples.at(-1);

const holdsBy: Record<string, (a: number, b: number) => boolean> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

/** One alert instance, which finds everything that it says from what happened since the beginning. */
export class ReferenceInstance {
  members: ReferenceMember[] = [];
  anchorTime = Number.NEGATIVE_INFINITY;
  anchorClock = 0;
  phase: 'inactive' | 'pending' | 'firing' = 'inactive';
  start = 0;
  ceasedAt: number | null = null;
  /** The rule's conditions over many series have been evaluated. */
  isEvaluated = false;
  /** Of each sequence, by its path: what its steps said whenever somebody looked. */
  readonly #looks = new Map<string, Look[]>();

  constructor(
    public rule: AlertRule,
    readonly labels: Labels,
    /** It reads several series, and lives in the latest of their times. */
    private readonly isEntity: boolean,
    readonly past: ReferencePast,
    private readonly staleAfterMs: number,
    /** How much of the time between two times the platform was out. */
    private readonly outage: (from: number, to: number) => number,
    private readonly tell: (change: ReferenceChange) => void,
  ) {}

  now(clock: number): number {
    return this.anchorTime + (clock - this.anchorClock);
  }

  anchor(time: number, clock: number): void {
    this.anchorTime = this.isEntity ? Math.max(this.anchorTime, time) : time;
    this.anchorClock = clock;
  }

  silenceDue(member: ReferenceMember): number {
    const { condition, series } = member;
    const wait = condition.type === 'absence' ? durationMs(condition.window) : this.staleAfterMs;
    const last = lastOf(series)?.time;
    return last === undefined ? Number.POSITIVE_INFINITY : last + wait + this.outage(last, this.#lastSample());
  }

  #lastSample(): number {
    return Math.max(...this.members.map(({ series }) => lastOf(series)?.time ?? Number.NEGATIVE_INFINITY));
  }

  /** What a member says: true, false, or null while it is unknown. */
  says(member: ReferenceMember): boolean | null {
    const { condition, events } = member;
    const last = events.at(-1);
    if (condition.type === 'absence') return last === undefined ? null : last.kind === 'silence';
    if (condition.type === 'promql' || condition.type === 'outlier' || condition.type === 'pattern') {
      const value = events.findLast((event) => event.kind === 'sample')?.value ?? NO_VALUE;
      return value === NO_VALUE ? false : last?.kind === 'silence' ? null : true;
    }
    if (last === undefined || last.kind === 'silence' || last.value === NO_VALUE) return null;
    if (condition.type === 'anomaly') return last.value >= condition.score;
    const compare = holdsBy[condition.operator] as (a: number, b: number) => boolean;
    if (condition.type === 'change') {
      const change = this.changeOf(member);
      return change === null ? null : compare(change, condition.threshold);
    }
    if (condition.type === 'forecast' || condition.recovery_threshold === undefined)
      return compare(last.value, condition.threshold);
    let held = false;
    for (const event of events) {
      held =
        event.kind === 'sample' &&
        event.value !== NO_VALUE &&
        compare(event.value, held ? condition.recovery_threshold : condition.threshold);
    }
    return held;
  }

  changeOf({ condition, series, since }: ReferenceMember): number | null {
    const last = lastOf(series);
    if (condition.type !== 'change' || last === undefined) return null;
    const from = last.time - durationMs(condition.window);
    const seen: ReferenceSeries['samples'] = [];
    for (let i = series.samples.length - 1; i >= 0; i -= 1) {
      const sample = series.samples[i] as ReferenceSeries['samples'][number];
      if (sample.time <= from || sample.time <= since) break;
      if (sample.value !== NO_VALUE) seen.unshift(sample);
    }
    const first = seen[0];
    if (first === undefined || seen.length < 2) return null;
    if (condition.mode === 'absolute') return last.value - first.value;
    if (condition.mode === 'percent')
      return first.value === 0 ? null : (100 * (last.value - first.value)) / Math.abs(first.value);
    return (1_000 * (last.value - first.value)) / (last.time - first.time);
  }

  /** What the leaf at a path says: true when it is true of any series, unknown while none or one is unknown. */
  saysAt(path: string): boolean | null {
    const said = this.members.filter((member) => member.path === path).map((member) => this.says(member));
    if (said.length > 0) return said.includes(true) ? true : said.includes(null) ? null : false;
    const type = leavesOf(this.rule.conditions).find((leaf) => leaf.path === path)?.condition.type;
    return this.isEvaluated && (type === 'promql' || type === 'outlier' || type === 'pattern') ? false : null;
  }

  verdict(time: number): boolean | null {
    return all(this.rule.conditions.map((condition, i) => this.#verdictOf(condition, `conditions[${i}]`, time)));
  }

  #verdictOf(condition: RuleCondition, path: string, time: number): boolean | null {
    if (condition.type !== 'composite' && condition.type !== 'sequence') return this.saysAt(path);
    const parts = condition.conditions.map((part, i) => this.#verdictOf(part, `${path}.conditions[${i}]`, time));
    if (condition.type === 'sequence') {
      const looks = this.#looks.get(path) ?? [];
      this.#looks.set(path, looks);
      looks.push({ time, said: parts });
      const last = parts.at(-1) as boolean | null;
      return last === true ? isInTurn(looks, parts.length - 1, looks.length - 1, durationMs(condition.within)) : last;
    }
    if (condition.match === 'all') return all(parts);
    const not = (part: boolean | null): boolean | null => (part === null ? null : !part);
    if (condition.match === 'any') return not(all(parts.map(not)));
    if (condition.match === 'not') return all(parts.map(not));
    const sure = parts.filter((part) => part === true).length;
    const possible = parts.filter((part) => part !== false).length;
    return sure >= (condition.n ?? 0) ? true : possible >= (condition.n ?? 0) ? null : false;
  }

  /** When a hold ends by itself. */
  holdDue(): number {
    if (this.phase === 'pending') return this.start + durationMs(this.rule.for);
    if (this.phase === 'firing' && this.ceasedAt !== null) return this.ceasedAt + durationMs(this.rule.keep_firing_for);
    return Number.POSITIVE_INFINITY;
  }

  /** Lets silences and holds come due, in their order, as long as `isDue`. */
  pass(isDue: (due: number) => boolean): void {
    for (;;) {
      const silent = this.members.filter(({ events }) => events.at(-1)?.kind === 'sample');
      const silence = Math.min(Number.POSITIVE_INFINITY, ...silent.map((member) => this.silenceDue(member)));
      const due = Math.min(silence, this.holdDue());
      if (due === Number.POSITIVE_INFINITY || !isDue(due)) return;
      if (silence > this.holdDue()) this.endHold();
      else {
        for (const member of silent) if (this.silenceDue(member) === silence) member.events.push({ kind: 'silence' });
        this.look(silence);
      }
    }
  }

  /** Lets come due what does so before a sample at `time`, and not by an outage alone. */
  passBefore(time: number): void {
    const lived = time - this.outage(this.#lastSample(), time);
    this.pass((due) => due < lived);
  }

  /** The hold that is due ends: the alert fires, or is over. */
  endHold(): void {
    const at = this.holdDue();
    if (this.phase === 'pending') this.#become('firing', 'firing', at, 'hold_elapsed');
    else this.#become('inactive', 'resolved', at, 'keep_firing_elapsed');
  }

  /** Lives by what the conditions say at a time. */
  look(time: number): void {
    const verdict = this.verdict(time);
    const at = Math.max(time, this.past.at);
    if (verdict === true) {
      this.ceasedAt = null;
      if (this.phase !== 'inactive') return;
      this.start = Math.max(at, this.past.episodeStart + 1);
      const waits = durationMs(this.rule.for) > 0;
      this.#become(waits ? 'pending' : 'firing', waits ? 'pending' : 'firing', this.start, 'conditions_hold');
    } else if (this.phase === 'firing' && durationMs(this.rule.keep_firing_for) > 0) this.ceasedAt ??= at;
    else this.end(time, verdict === null ? 'conditions_unknown' : 'conditions_cease');
  }

  end(time: number, reason: TransitionReason): void {
    if (this.phase === 'inactive') return;
    this.#become('inactive', this.phase === 'pending' ? 'inactive' : 'resolved', Math.max(time, this.past.at), reason);
  }

  #become(phase: ReferenceInstance['phase'], state: AlertState, at: number, reason: TransitionReason): void {
    this.phase = phase;
    this.ceasedAt = null;
    this.past.at = at;
    this.past.episodeStart = this.start;
    this.tell({ instance: this, state, episodeStart: this.start, at, reason });
  }
}

interface Look {
  time: number;
  said: (boolean | null)[];
}

/** Whether a step that holds at a look began to hold after the step before it did, in turn, and soon after that held. */
function isInTurn(looks: readonly Look[], step: number, at: number, withinMs: number): boolean {
  let rise = at;
  while (rise > 0 && looks[rise - 1]?.said[step] === true) rise -= 1;
  if (step === 0) return true;
  const { time } = looks[rise] as Look;
  let held = rise - 1;
  while (held >= 0 && looks[held]?.said[step - 1] !== true) held -= 1;
  if (held < 0) return false;
  let began = held;
  while (began > 0 && looks[began - 1]?.said[step - 1] === true) began -= 1;
  if ((looks[began] as Look).time >= time || !isInTurn(looks, step - 1, held, withinMs)) return false;
  return held === rise - 1 || time - (looks[held + 1] as Look).time <= withinMs;
}

function all(parts: readonly (boolean | null)[]): boolean | null {
  return parts.includes(false) ? false : parts.includes(null) ? null : true;
}
