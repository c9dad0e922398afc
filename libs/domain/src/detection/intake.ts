import type { Abstention } from './abstention.js';
import { CounterWatch } from './counter-watch.js';
import { Position } from './position.js';
import { restored, type State } from './state.js';
import type { Observation } from './streaming-scorer.js';
import { UnitWatch } from './unit-watch.js';
import { ValueRange, type ValueRangeState, valueRangeState } from './value-range.js';

const VALUE_MAX = 1e150;
/** Below so many samples nobody knows what is usual: eight hours of samples at five minutes. */
export const SAMPLES_MIN = 96;

/** Why the series is being learned anew, as a number: the place in this list, and 0 when it is not. */
const restarts = [undefined, 'became_counter', 'became_gauge', 'unit_changed'] as const;
type Restart = Exclude<(typeof restarts)[number], undefined>;

interface IntakeState extends State {
  readonly range: ValueRangeState;
  readonly position: State;
  readonly counter: State;
  readonly unit: State;
  samples: number;
  origin: number;
  lastTime: number;
  restart: number;
}

/** What became of a sample: it counts for nothing, it is learned without a verdict, or it can be judged. */
export type Intake =
  | { readonly kind: 'refused'; readonly reason: Abstention }
  | { readonly kind: 'learned'; readonly reason: Abstention; readonly restarted: boolean }
  | { readonly kind: 'judged' };

const judged: Intake = { kind: 'judged' };

/** Reads the samples of one series as they come, whatever they are, and makes of them what members can work with. */
export class SampleIntake {
  readonly seen: Observation = { value: 0, position: 0, range: 0, time: 0 };
  #constant = true;
  #parts: { range: ValueRange; position: Position; counter: CounterWatch; unit: UnitWatch };
  #scalars: { samples: number; origin: number; lastTime: number; restart: number };

  constructor(stored?: State) {
    this.#parts = freshParts();
    this.#scalars = { samples: 0, origin: 0, lastTime: Number.NEGATIVE_INFINITY, restart: 0 };
    if (stored === undefined) return;
    const state = restored(this.state, stored);
    this.#parts = {
      range: new ValueRange(state.range),
      position: new Position(state.position),
      counter: new CounterWatch(state.counter),
      unit: new UnitWatch(state.unit),
    };
    const { samples, origin, lastTime, restart } = state;
    this.#scalars = { samples, origin, lastTime, restart };
  }

  get state(): IntakeState {
    const { range, position, counter, unit } = this.#parts;
    return { range: range.state, position: position.state, counter: counter.state, unit: unit.state, ...this.#scalars };
  }

  take(value: number, time: number): Intake {
    const scalars = this.#scalars;
    const refusal = this.#refusal(value, time);
    if (refusal !== undefined) return { kind: 'refused', reason: refusal };
    scalars.lastTime = time;
    const restart = this.#parts.counter.turned(value) ?? (this.#unitChanged(value) ? 'unit_changed' : undefined);
    if (restart !== undefined) this.#restart(restart);
    this.#observe(this.#parts.counter.read(value), time);
    const reason = this.#reason();
    return reason === undefined ? judged : { kind: 'learned', reason, restarted: restart !== undefined };
  }

  #refusal(value: number, time: number): Abstention | undefined {
    if (!Number.isFinite(value) || !Number.isFinite(time)) return 'not_a_number';
    if (Math.abs(value) > VALUE_MAX) return 'too_large';
    return time <= this.#scalars.lastTime ? 'out_of_order' : undefined;
  }

  #unitChanged(value: number): boolean {
    const { counter, unit } = this.#parts;
    return !counter.counter && unit.changed(value);
  }

  #restart(reason: Restart): void {
    const { counter } = this.#parts;
    this.#parts = { ...freshParts(), counter };
    this.#scalars.samples = 0;
    this.#scalars.restart = restarts.indexOf(reason);
  }

  #observe(value: number, time: number): void {
    const scalars = this.#scalars;
    if (scalars.samples === 0) scalars.origin = value;
    scalars.samples += 1;
    const { seen } = this;
    seen.value = value - scalars.origin;
    const range = this.#parts.range.take(seen.value);
    this.#constant = range === 0;
    seen.range = range || 1;
    seen.position = this.#parts.position.of(seen.value, seen.range);
    seen.time = time;
  }

  #reason(): Abstention | undefined {
    const { samples, restart } = this.#scalars;
    if (samples < SAMPLES_MIN) return restarts[restart] ?? 'too_few_samples';
    return this.#constant ? 'constant' : undefined;
  }
}

const freshParts = (): { range: ValueRange; position: Position; counter: CounterWatch; unit: UnitWatch } => ({
  range: new ValueRange(valueRangeState()),
  position: new Position(),
  counter: new CounterWatch(),
  unit: new UnitWatch(),
});
