import type { Abstention } from './abstention.js';
import { SampleIntake } from './intake.js';
import { type Member, members as chosenMembers } from './members.js';
import { Recent, recentState, type RecentState } from './recent.js';
import { copyOf, restored, type State } from './state.js';
import type { StreamingScorer } from './streaming-scorer.js';
import { TailProbability } from './tail-probability.js';

/** What stays below this strength is no onset: a new value that hardly differs from old ones. */
const ONSET_MIN = 0.6;
/** So chosen that a strength of 1, at which all members fire, gives a score of 0.9. */
const ONSET_STEEPNESS = Math.log(5) / (1 - ONSET_MIN);
/** An onset is stronger than whatever the last samples, so many of them, gave: else it is part of what has begun. */
const ONSET_QUIET = 100;
/** Members' surprises are joined by this power: more than their mean, less than their highest. */
const LEVEL_POWER = 3;
const LEVEL_SMOOTHING = 5;
/** After so many samples in which nothing happens the level has sunk to a little more than a third. */
const LEVEL_MEMORY = 400;

/** What the detector says of one sample. */
export interface Verdict {
  /**
   * From 0 to 1. From 0.5 on, something begins with this sample that the series has never done; 0.9 is where all members
   * fire. Below 0.5 it tells how unusual the series still is: half of 1 minus the probability of that.
   */
  readonly score: number;
  /** How strongly something new begins, 1 where all members fire; 0 unless it does. */
  readonly onset: number;
  /** The negative decimal logarithm of how probable the series' ways of the last samples are: 3 is once in a thousand. */
  readonly level: number;
  /** Why there is no score; the score is 0 then. */
  readonly abstained?: Abstention;
}

/** What a member had to do with the verdict on a sample. */
export interface Contribution {
  readonly member: string;
  readonly part: 'onset' | 'level';
  /** Of an onset, how many times the member's own firing score it gave; of a level, its surprise. */
  readonly strength: number;
  /** What share of its part is the member's; the shares of a part add up to 1, or are all 0. */
  readonly share: number;
}

interface DetectorState extends State {
  readonly intake: State;
  readonly scorers: State;
  readonly tails: State;
  readonly lately: RecentState;
  smooth: number;
  held: number;
}

/** What is forgotten together when a series has to be learned anew. */
interface Learned {
  readonly scorers: readonly StreamingScorer[];
  /** None for members that have no say in the level. */
  readonly tails: readonly (TailProbability | undefined)[];
  readonly latelyState: RecentState;
  readonly lately: Recent;
  smooth: number;
  held: number;
}

/**
 * The ensemble that finds anomalies of one series as its samples come.
 *
 * Two questions are asked of each sample. Whether something begins: members say how far the series is from all that it
 * has done before, and their mean is the strength. How unusual it is by now: each member's score becomes a probability by
 * the scores that it gave this series before, and the surprises are joined, smoothed and held for a while. Which members there are
 * was decided by the benchmark (`npm run bench -- detection`); another one joins by standing in the list.
 */
export class DeepAnomalyDetector {
  readonly #members: readonly Member[];
  readonly #onsetMembers: number;
  readonly #levelMembers: number;
  readonly #intake: SampleIntake;
  #learned: Learned;
  readonly #strengths: Float64Array;
  readonly #surprises: Float64Array;

  /**
   * @param stored - what {@link snapshot} gave, with the same members
   * @throws TypeError when the snapshot does not fit, naming what does not
   */
  constructor(members: readonly Member[] = chosenMembers, stored?: State) {
    this.#members = members;
    this.#onsetMembers = members.filter(({ firing }) => firing !== undefined).length;
    this.#levelMembers = members.filter(({ level }) => level === true).length;
    this.#strengths = new Float64Array(members.length);
    this.#surprises = new Float64Array(members.length);
    this.#intake = new SampleIntake();
    this.#learned = learnedOf(members);
    if (stored === undefined) return;
    const state = restored(this.#state, stored);
    this.#intake = new SampleIntake(state.intake);
    this.#learned = learnedOf(members, state);
  }

  /**
   * Judges a sample by those before it, and remembers it.
   *
   * @param time - milliseconds since 1970, later than that of the sample before
   */
  score(value: number, time: number): Verdict {
    const intake = this.#intake.take(value, time);
    if (intake.kind === 'refused') return this.#abstain(intake.reason);
    if (intake.kind === 'learned' && intake.restarted) this.#learned = learnedOf(this.#members);
    this.#ask();
    const onset = this.#onset();
    const level = this.#level();
    if (intake.kind === 'learned') return this.#abstain(intake.reason);
    return { score: Math.max(scoreOfOnset(onset), 0.5 * (1 - 10 ** -level)), onset, level };
  }

  /** What each member had to do with the verdict on the last sample, the largest share of each part first; nothing after an abstention. */
  explain(): Contribution[] {
    const cubed = this.#surprises.map((surprise) => surprise ** LEVEL_POWER);
    return [
      ...contributions('onset', this.#members, this.#strengths, this.#strengths),
      ...contributions('level', this.#members, this.#surprises, cubed),
    ];
  }

  /** A copy of all that is remembered of the series. */
  snapshot(): State {
    return copyOf(this.#state);
  }

  #ask(): void {
    const { seen } = this.#intake;
    const { scorers, tails } = this.#learned;
    for (let place = 0; place < scorers.length; place++) {
      const { firing } = this.#members[place] as Member;
      const score = (scorers[place] as StreamingScorer).score(seen);
      this.#strengths[place] = firing === undefined ? 0 : score / firing;
      this.#surprises[place] = tails[place]?.surprise(score) ?? 0;
    }
  }

  #onset(): number {
    const strength = this.#onsetMembers === 0 ? 0 : sumOf(this.#strengths, 1) / this.#onsetMembers;
    const { held, end } = this.#learned.lately;
    let strongest = 0;
    for (let index = Math.max(0, end - ONSET_QUIET); index < end; index++) {
      strongest = Math.max(strongest, held[index] as number);
    }
    this.#learned.lately.push(strength);
    return strength >= ONSET_MIN && strength > strongest ? strength : 0;
  }

  #level(): number {
    const learned = this.#learned;
    const joined =
      this.#levelMembers === 0 ? 0 : (sumOf(this.#surprises, LEVEL_POWER) / this.#levelMembers) ** (1 / LEVEL_POWER);
    learned.smooth += (joined - learned.smooth) / LEVEL_SMOOTHING;
    learned.held = Math.max(learned.smooth, learned.held * Math.exp(-1 / LEVEL_MEMORY));
    return learned.held;
  }

  #abstain(abstained: Abstention): Verdict {
    this.#strengths.fill(0);
    this.#surprises.fill(0);
    return { score: 0, onset: 0, level: 0, abstained };
  }

  get #state(): DetectorState {
    const { scorers, tails, latelyState, smooth, held } = this.#learned;
    const named = (parts: readonly ({ readonly state: State } | undefined)[]): State =>
      Object.fromEntries(
        parts.flatMap((part, place) =>
          part === undefined ? [] : [[(this.#members[place] as Member).name, part.state]],
        ),
      );
    return {
      intake: this.#intake.state,
      scorers: named(scorers),
      tails: named(tails),
      lately: latelyState,
      smooth,
      held,
    };
  }
}

function learnedOf(members: readonly Member[], state?: DetectorState): Learned {
  const latelyState = state?.lately ?? recentState(ONSET_QUIET);
  return {
    scorers: members.map(({ name, create }) => create(state?.scorers[name] as State | undefined)),
    tails: members.map(({ name, level }) => {
      return level === true ? new TailProbability(state?.tails[name] as State | undefined) : undefined;
    }),
    latelyState,
    lately: new Recent(latelyState),
    smooth: state?.smooth ?? 0,
    held: state?.held ?? 0,
  };
}

const sumOf = (numbers: Float64Array, power: number): number =>
  numbers.reduce((sum, number) => sum + (power === 1 ? number : number ** power), 0);

const scoreOfOnset = (strength: number): number =>
  strength < ONSET_MIN ? 0 : 1 - 0.5 * Math.exp(-ONSET_STEEPNESS * (strength - ONSET_MIN));

function contributions(
  part: Contribution['part'],
  members: readonly Member[],
  strengths: Float64Array,
  weights: Float64Array,
): Contribution[] {
  const total = sumOf(weights, 1);
  return members
    .map(({ name }, place) => {
      const share = total === 0 ? 0 : (weights[place] as number) / total;
      return { member: name, part, strength: strengths[place] as number, share };
    })
    .filter((_, place) => isPart(part, members[place] as Member))
    .sort((a, b) => b.share - a.share);
}

const isPart = (part: Contribution['part'], { firing, level }: Member): boolean =>
  part === 'onset' ? firing !== undefined : level === true;
