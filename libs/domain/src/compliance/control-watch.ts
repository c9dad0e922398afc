import { type Control, reachOf, type Violation } from './control.js';
import { fitsQuery } from './event-query.js';
import { type RecordedEvent, valueAt } from './recorded-event.js';

/** Most different values that a control remembers of a tenant; who came first is forgotten first. */
const KEYS_MAX = 10_000;
/** Most ids of events that were judged already; more than are read at once. */
const IDS_MAX = 10_000;

/** Judges the events of one tenant by controls, in the order in which they stand in the ledger. */
export class ControlWatch {
  readonly #memories: readonly ControlMemory[];
  readonly #judged = new Set<string>();
  /** How far back the controls look from an event; ms. */
  readonly reachMs: number;

  constructor(controls: readonly Control[]) {
    this.#memories = controls.map((control) => new ControlMemory(control));
    this.reachMs = Math.max(0, ...controls.map(reachOf));
  }

  /**
   * Takes the next event; one that was taken already comes to nothing.
   *
   * @returns which controls it violates, and which an earlier one violates by what has not followed it by now
   */
  take(event: RecordedEvent): Violation[] {
    if (this.#judged.has(event.id)) return [];
    this.#judged.add(event.id);
    forgetOldest(this.#judged, IDS_MAX);
    const overdue = this.pass(event.at);
    const violated = this.#memories.filter((memory) => memory.isViolatedBy(event));
    return [...overdue, ...violated.map(({ control }) => ({ control, event }))];
  }

  /** Lets time pass until `now`, ms. @returns what violates a control by what has not followed it; each once */
  pass(now: number): Violation[] {
    return this.#memories.flatMap((memory) => memory.overdue(now).map((event) => ({ control: memory.control, event })));
  }
}

/** What one control has to remember. */
class ControlMemory {
  /** When what the control looks back for happened, by the values that must be the same; the last times, in order. */
  readonly #times = new Map<string, number[]>();

  /** What something must follow yet, by the values that must be the same; in its order. */
  readonly #awaited = new Map<string, RecordedEvent>();

  constructor(readonly control: Control) {}

  /** What nothing has followed in time; each once. */
  overdue(now: number): RecordedEvent[] {
    const { breach } = this.control;
    if (breach.kind !== 'not_followed') return [];
    const late = [...this.#awaited].filter(([, { at }]) => at + breach.within_ms < now);
    for (const [key] of late) this.#awaited.delete(key);
    return late.map(([, event]) => event);
  }

  isViolatedBy(event: RecordedEvent): boolean {
    const { events, breach } = this.control;
    const isMeant = fitsQuery(events, event);
    switch (breach.kind) {
      case 'each':
        return isMeant;
      case 'more_than': {
        if (!isMeant) return false;
        const key = keyOf(event, breach.per);
        const times = [...this.#within(key, event.at, breach.within_ms), event.at].slice(-breach.count - 1);
        const isTooMany = times.length > breach.count;
        // Counted anew afterwards: who goes on and on is told of once each time, not with every further event.
        this.#remember(key, isTooMany ? [] : times);
        return isTooMany;
      }
      case 'not_followed': {
        const { by, same } = breach;
        const [here, there] = [same.map((one) => one.here), same.map((one) => one.there)];
        if (fitsQuery(by, event)) this.#awaited.delete(keyOf(event, there));
        if (isMeant) this.#await(keyOf(event, here), event);
        return false;
      }
      default: {
        const { by, same, within_ms, kind } = breach;
        const key = keyOf(
          event,
          same.map(({ here }) => here),
        );
        const isPreceded = isMeant && this.#within(key, event.at, within_ms).length > 0;
        if (fitsQuery(by, event))
          this.#remember(
            keyOf(
              event,
              same.map(({ there }) => there),
            ),
            [event.at],
          );
        return isMeant && isPreceded === (kind === 'preceded');
      }
    }
  }

  /** The first of several that the same would follow is the one that has waited longest. */
  #await(key: string, event: RecordedEvent): void {
    if (!this.#awaited.has(key)) this.#awaited.set(key, event);
    forgetOldest(this.#awaited, KEYS_MAX);
  }

  #within(key: string, at: number, withinMs: number): number[] {
    return (this.#times.get(key) ?? []).filter((time) => time > at - withinMs);
  }

  #remember(key: string, times: number[]): void {
    this.#times.delete(key);
    if (times.length > 0) this.#times.set(key, times);
    forgetOldest(this.#times, KEYS_MAX);
  }
}

/** A value that is not there is like no other, not even like another that is not there: text of JSON cannot hold it. */
const keyOf = (event: RecordedEvent, fields: readonly string[]): string =>
  fields
    .map((field) => {
      const value = valueAt(event, field);
      return value === undefined ? `none ${event.id}` : JSON.stringify(value);
    })
    .join('\n');

/** A tenth at a time: to find the oldest one costs as much as there were before it. */
function forgetOldest(kept: Set<string> | Map<string, unknown>, max: number): void {
  if (kept.size <= max) return;
  for (const oldest of kept.keys()) {
    if (kept.size <= max * 0.9) return;
    kept.delete(oldest);
  }
}
