import type { Transition } from '../engine/transition.js';
import { type Element, StandingQueries } from '../plan/plan.js';
import { SeriesStore } from '../plan/series-store.js';
import { LabelSet } from '../plan/label-set.js';
import type { AdditiveOperator } from '../plan/additive-cells.js';
import { Gathered, GatheredElements, GatheredSums } from './gathered-operators.js';
import { type ActiveAlert, AlertingEvaluator, type AlertWorld } from './alerting-evaluator.js';
import { GroupEvaluator, type RuleDump, type RuleReport } from './group-evaluator.js';
import { type GroupPlan, planGroup } from './group-plan.js';
import type { GroupShare, SharePart } from './group-share.js';
import { exceededLimits } from './exceeded-limits.js';
import { STEPS_MAX } from './limits.js';
import { transitionOf } from './group-transitions.js';
import { templateQuery } from './template-query.js';
import type { RuleGroupDocument } from './rule-group-document.js';
import { readShare, type WrittenShare, writtenShare } from './share-text.js';
import {
  dumpStore,
  isMostlyOver,
  loadStore,
  readSnapshot,
  type StoreDump,
  takeOver,
  writeSnapshot,
} from './store-snapshot.js';
import { noTimer, type Timer } from './timer.js';

/** Most ticks of a group that wait for partitions that have not reached them; older ones are given up. */
const WAITING_TICKS_MAX = 1_000;

/** What rules have recorded at one tick. */
export interface RecordedSamples {
  readonly tenant: string;
  readonly at: number;
  readonly samples: readonly Element[];
}

/** What became of a group at one tick. */
export interface GroupReport {
  readonly tenant: string;
  readonly group: string;
  readonly version: number;
  readonly tick: number;
  /** How many partitions of the samples there are. */
  readonly of: number;
  readonly rules: readonly RuleReport[];
  /** How long the evaluation took in all partitions and here; ms, 0 where that is not measured. */
  readonly tookMs: number;
  /** How many ticks since the one before, of the same version, never took place. */
  readonly missed: number;
  /** For the first time, all rules of this version could be evaluated. */
  readonly isFirstWhole: boolean;
}

/** A group as its last tick has left it. */
export interface StandingGroup {
  readonly document: RuleGroupDocument;
  readonly tick: number;
  /** Of each rule: its alerts that are pending or firing; none of a rule that records. */
  readonly alerts: readonly (readonly ActiveAlert[])[];
}

interface FinishedGroup {
  document: RuleGroupDocument;
  evaluator: GroupEvaluator;
  store: SeriesStore;
  gathered: ReadonlyMap<string, Gathered>;
  plan: GroupPlan;
  /** All rules of this version could be evaluated once. */
  wasWhole: boolean;
}

interface GatheringGroup {
  /** Versions that were told and are not outdated. */
  readonly documents: Map<number, RuleGroupDocument>;
  current: FinishedGroup | null;
  /** When it was last looked through for series that are over; ms since 1970. */
  tidiedAt: number;
  /** Of each partition: the last tick that it has reached. */
  readonly reached: Map<number, number>;
  /** What partitions say of ticks that are not decided yet. */
  readonly waiting: Map<number, GroupShare[]>;
}

/** How often series that are over are looked for; ms. */
const TIDY_PERIOD_MS = 600_000;

interface GroupDump {
  key: string;
  tidiedAt: number;
  documents: RuleGroupDocument[];
  current: { document: RuleGroupDocument; rules: RuleDump[]; store: StoreDump; wasWhole: boolean } | null;
  reached: [partition: number, tick: number][];
  waiting: WrittenShare[];
}

export interface GroupFinisherOptions {
  /** The partition of the partials topic; transitions name it as their source. */
  readonly partition: number;
  readonly world: Pick<AlertWorld, 'externalLabels' | 'externalUrl'>;
  /** Most elements that one evaluation of a rule may look at. Default {@link STEPS_MAX}. */
  readonly stepsMax?: number;
  /** Default: nothing is measured. */
  readonly timer?: Timer;
}

/**
 * Finishes groups of what the partitions of the samples say of them: a tick is evaluated once all of them have reached
 * it, and given up when one has passed it by, as Prometheus gives up evaluations that it is too late for.
 */
export class GroupFinisher {
  readonly #groups = new Map<string, GatheringGroup>();
  #transitions: Transition[] = [];
  #recorded: RecordedSamples[] = [];
  #reports: GroupReport[] = [];

  constructor(private readonly options: GroupFinisherOptions) {}

  /** Takes a share in; `offset` is its place in the log. */
  apply(share: GroupShare, offset: number): void {
    const key = JSON.stringify([share.tenant, share.group]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (share.isGone) return;
      group = { documents: new Map(), current: null, tidiedAt: share.tick, reached: new Map(), waiting: new Map() };
      this.#groups.set(key, group);
    }
    if (share.isGone) {
      // One partition may say so only after others have told of a later version.
      if ([...group.documents.keys()].some((version) => version > share.version)) return;
      this.#end(group, share, offset);
      this.#groups.delete(key);
      return;
    }
    if (share.document !== null) group.documents.set(share.version, share.document);
    const { partition, slice, slices } = share;
    const waiting = group.waiting.get(share.tick);
    if (waiting === undefined) group.waiting.set(share.tick, [share]);
    else if (!waiting.some((one) => one.partition === partition && one.slice === slice)) waiting.push(share);
    if (slice < slices - 1) return;
    group.reached.set(partition, Math.max(share.tick, group.reached.get(partition) ?? share.tick));
    this.#settle(group, share.of, offset);
  }

  /** Everything that it knows, for {@link restore}. What it has to tell must have been taken before. */
  snapshot(): Uint8Array {
    const column: number[] = [];
    const groups = [...this.#groups].map(([key, { documents, current, tidiedAt, reached, waiting }]): GroupDump => ({
      key,
      tidiedAt,
      documents: [...documents.values()],
      current:
        current === null
          ? null
          : {
              document: current.document,
              rules: current.evaluator.dump(),
              store: dumpStore(current.store, column),
              wasWhole: current.wasWhole,
            },
      reached: [...reached],
      waiting: [...waiting.values()].flat().map(writtenShare),
    }));
    return writeSnapshot(groups, column);
  }

  /** Goes on where the one that made the snapshot stood. It must be new. */
  restore(snapshot: Uint8Array): void {
    const { known, column } = readSnapshot<GroupDump[]>(snapshot);
    let at = 0;
    for (const { key, tidiedAt, documents, current, reached, waiting } of known) {
      const group: GatheringGroup = {
        documents: new Map(documents.map((document) => [document.version, document])),
        current: null,
        tidiedAt,
        reached: new Map(reached),
        waiting: new Map(),
      };
      for (const share of waiting.map((one) => readShare(one)))
        group.waiting.set(share.tick, [...(group.waiting.get(share.tick) ?? []), share]);
      this.#groups.set(key, group);
      if (current === null) continue;
      group.current = this.#begin(current.document, new SeriesStore());
      at = loadStore(group.current.store, current.store, column, at);
      group.current.evaluator.restore(current.rules);
      group.current.wasWhole = current.wasWhole;
    }
  }

  /** A group as it stands; null when no tick of it was finished. */
  inspect(tenant: string, name: string): StandingGroup | null {
    const current = this.#groups.get(JSON.stringify([tenant, name]))?.current ?? null;
    if (current === null) return null;
    const { document, store, evaluator } = current;
    const alerts = evaluator.rules.map((rule) => (rule instanceof AlertingEvaluator ? rule.active() : []));
    return { document, tick: store.evaluatedAt + (evaluator.group.queryOffsetMs ?? 0), alerts };
  }

  takeTransitions(): Transition[] {
    const transitions = this.#transitions;
    this.#transitions = [];
    return transitions;
  }

  takeRecorded(): RecordedSamples[] {
    const recorded = this.#recorded;
    this.#recorded = [];
    return recorded;
  }

  takeReports(): GroupReport[] {
    const reports = this.#reports;
    this.#reports = [];
    return reports;
  }

  /** Decides the ticks that all partitions have reached. */
  #settle(group: GatheringGroup, of: number, offset: number): void {
    const { reached, waiting } = group;
    const ticks = [...waiting.keys()].sort((a, b) => a - b);
    const upTo = reached.size === of ? Math.min(...reached.values()) : Number.NEGATIVE_INFINITY;
    ticks.forEach((tick, i) => {
      const isGivenUp = ticks.length - i > WAITING_TICKS_MAX;
      if (tick > upTo && !isGivenUp) return;
      const shares = waiting.get(tick) as GroupShare[];
      waiting.delete(tick);
      const [first] = shares;
      const isOfOneVersion = shares.every(({ version }) => version === first?.version);
      const told = new Map(shares.map(({ partition, slices }) => [partition, slices]));
      const isWhole = told.size === of && [...told.values()].reduce((sum, count) => sum + count, 0) === shares.length;
      if (isWhole && isOfOneVersion && first !== undefined) this.#finish(group, shares, first, offset);
    });
  }

  #finish(group: GatheringGroup, shares: readonly GroupShare[], share: GroupShare, offset: number): void {
    const document = group.documents.get(share.version);
    if (document === undefined) return;
    const isNew = group.current?.document.version !== document.version;
    if (isNew) this.#adopt(group, document, share.tick, offset);
    if (share.tick - group.tidiedAt > TIDY_PERIOD_MS) this.#tidy(group, share.tick);
    const current = group.current as FinishedGroup;
    const { tenant, tick, version, of } = share;
    const { queryOffsetMs, intervalMs } = current.plan;
    const before = current.store.evaluatedAt + queryOffsetMs;
    const { rules, tookMs } = this.#evaluate(current, tick, shares);
    const isFirstWhole = !current.wasWhole && rules.every(({ error }) => error === null);
    if (isFirstWhole) current.wasWhole = true;
    const missed = isNew ? 0 : Math.max(0, Math.round((tick - before) / intervalMs) - 1);
    this.#reports.push({ tenant, group: share.group, version, tick, of, rules, tookMs, missed, isFirstWhole });
    this.#tell(document, rules, offset);
    this.#record(tenant, tick - queryOffsetMs, rules);
  }

  /** Each rule is told with what it took the partitions as well. */
  #evaluate(
    current: FinishedGroup,
    tick: number,
    shares: readonly GroupShare[],
  ): Pick<GroupReport, 'rules' | 'tookMs'> {
    const { timer = noTimer, stepsMax = STEPS_MAX } = this.options;
    const began = timer();
    const sorted = [...shares].sort((a, b) => a.partition - b.partition || a.slice - b.slice);
    this.#give(current, sorted);
    current.store.evaluatedAt = tick - current.plan.queryOffsetMs;
    const limits = exceededLimits(current.plan, current.store, sorted, stepsMax);
    const finished = current.evaluator.evaluate(tick, limits);
    const here = timer() - began;
    const inPartitions = finished.map((_, place) => sum(shares.map(({ tookMs }) => tookMs[place] ?? 0)));
    const rules = finished.map((rule, place) => ({ ...rule, tookMs: rule.tookMs + (inPartitions[place] as number) }));
    return { rules, tookMs: here + sum(inPartitions) };
  }

  #record(tenant: string, at: number, rules: readonly RuleReport[]): void {
    const samples = rules.flatMap(({ written }) => written);
    if (samples.length > 0) this.#recorded.push({ tenant, at, samples });
  }

  /** Begins with a new version of a group; alerts of rules that ask the same go on. */
  #adopt(group: GatheringGroup, document: RuleGroupDocument, tick: number, offset: number): void {
    const before = group.current;
    group.current = this.#begin(document, before?.store ?? new SeriesStore());
    for (const version of group.documents.keys()) if (version < document.version) group.documents.delete(version);
    if (before === null) return;
    const ended = group.current.evaluator.adopt(before.evaluator, tick);
    this.#tell(before.document, ended, offset);
  }

  /** Now and then, a group most of whose series are over is made anew without them. */
  #tidy(group: GatheringGroup, tick: number): void {
    group.tidiedAt = tick;
    const { document, evaluator, store, wasWhole } = group.current as FinishedGroup;
    if (!isMostlyOver(store)) return;
    const renewed = this.#begin(document, new SeriesStore());
    takeOver(renewed.store, store);
    renewed.evaluator.restore(evaluator.dump());
    renewed.wasWhole = wasWhole;
    group.current = renewed;
  }

  #begin(document: RuleGroupDocument, store: SeriesStore): FinishedGroup {
    const plan = planGroup(document);
    const gathered = new Map<string, Gathered>();
    const queries = new StandingQueries(store, {}, (scope) => {
      for (const [key, part] of plan.parts) {
        if (part.kind === 'elements') gathered.set(key, new GatheredElements(scope, key));
        if (part.kind === 'sums')
          gathered.set(key, new GatheredSums(scope, key, part.expr.operator as AdditiveOperator));
      }
      return gathered;
    });
    for (const { selector, lookBackMs } of plan.asked) store.select(selector.matchers).keepFor(lookBackMs);
    const world: AlertWorld = { ...this.options.world, query: (text, time) => templateQuery(store, text, time) };
    const evaluator = new GroupEvaluator(plan.group, queries, world, this.options.timer);
    return { document, store, gathered, plan, evaluator, wasWhole: false };
  }

  #give({ gathered, store }: FinishedGroup, shares: readonly GroupShare[]): void {
    for (const [key, operator] of gathered)
      operator.give(shares.flatMap(({ parts }) => parts.filter((part) => part.key === key)));
    for (const { parts } of shares) for (const part of parts) if (part.kind === 'samples') takeSamples(store, part);
  }

  #tell(document: RuleGroupDocument, rules: readonly RuleReport[], offset: number): void {
    const source = { partition: this.options.partition, offset };
    rules.forEach(({ rule, changes }, place) => {
      for (const change of changes) this.#transitions.push(transitionOf(document, rule, place, change, source));
    });
  }

  #end({ current }: GatheringGroup, { tick }: GroupShare, offset: number): void {
    if (current === null) return;
    const ended = current.evaluator.end(tick);
    this.#tell(current.document, ended, offset);
    // What the group wrote ends right after it did so last.
    this.#record(current.document.tenant_id, current.store.evaluatedAt + 1, ended);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function takeSamples(store: SeriesStore, { series }: Extract<SharePart, { kind: 'samples' }>): void {
  for (const [key, samples] of series) {
    const own = store.series(LabelSet.fromKey(key));
    for (let i = 0; i < samples.length; i += 2) store.append(own, samples[i] as number, samples[i + 1] as number);
  }
}
