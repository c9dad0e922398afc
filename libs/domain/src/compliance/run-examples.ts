import type { Control } from './control.js';
import { ControlWatch } from './control-watch.js';
import type { RecordedEvent } from './recorded-event.js';

/** An example of a control that comes to something else than it says. Numbers are places of events, 0 is the first. */
export interface FailedExample {
  readonly name: string;
  readonly expected: readonly number[];
  readonly found: readonly number[];
}

/** Tries a control with its own examples. @returns those that fail, none when all is well */
export function failedExamples(control: Control): FailedExample[] {
  return control.examples.flatMap(({ name, events, until_ms, violations: expected }) => {
    const watch = new ControlWatch([control]);
    const violations = events.flatMap(({ after_ms: at, ...event }, i) => {
      const recorded: RecordedEvent = { ...event, id: String(i), tenant_id: 'example', at };
      return watch.take(recorded);
    });
    if (until_ms !== undefined) violations.push(...watch.pass(until_ms));
    const found = violations.map(({ event: { id } }) => Number(id));
    return String(found) === String(expected) ? [] : [{ name, expected, found }];
  });
}
