import { transitions } from '@tocsin/contracts/topics/transitions';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { LogRecord } from '@tocsin/ports/event-log';
import { FakeTracing } from '@tocsin/ports/tracing.fake';
import { TransitionTraces } from './transition-traces.js';

const example = transitions.examples[0] as Transition;
const of = (state: Transition['state'], fingerprint = 'f'): Transition => ({ ...example, state, fingerprint });
const contextOf = (digit: string, flags = '01'): string => `00-${digit.repeat(32)}-${digit.repeat(16)}-${flags}`;
const recordOf = (traceparent?: string): LogRecord => ({
  topic: 'samples',
  partition: 0,
  offset: 1,
  timestamp: 0,
  key: null,
  value: null,
  headers: traceparent === undefined ? {} : { traceparent },
});

let tracing: FakeTracing;
let traces: TransitionTraces;
beforeEach(() => {
  tracing = new FakeTracing();
  traces = new TransitionTraces(tracing, 'transitions');
});
const begin = (transition: Transition, traceparent?: string) => {
  traces.begin(transition, recordOf(traceparent));
  const { options, traceId, isSampled, traceparent: own } = tracing.spans.at(-1) ?? tracing.begin('none');
  return { parent: options.parent, links: options.links, traceId, isSampled, own };
};

test('a transition goes on with the trace of the record that it was decided at', () => {
  expect(begin(of('firing'), contextOf('a'))).toMatchObject({ parent: contextOf('a'), links: [] });
  expect(tracing.spans[0]?.attributes).toMatchObject({ 'tocsin.alert.state': 'firing', 'tocsin.rule.id': 'r1' });
});

test('what fires by the clock goes on with the trace in which its conditions began to hold', () => {
  const pending = begin(of('pending'), contextOf('a'));
  expect(begin(of('firing'))).toMatchObject({ parent: pending.own, links: [], traceId: 'a'.repeat(32) });
  // Nothing is remembered beyond that.
  expect(begin(of('firing'))).toMatchObject({ parent: null });
});

test('what fires by a traced sample belongs to that, and names the trace in which it began', () => {
  const pending = begin(of('pending'), contextOf('a'));
  expect(begin(of('firing'), contextOf('b'))).toMatchObject({ parent: contextOf('b'), links: [pending.own] });
});

test('what fires by a sample that nobody records goes on with the trace in which it began', () => {
  const pending = begin(of('pending'), contextOf('a'));
  expect(begin(of('firing'), contextOf('b', '00'))).toMatchObject({ parent: pending.own, isSampled: true });
});

test('what began unrecorded stays so, or begins a trace of its own', () => {
  begin(of('pending'), contextOf('a', '00'));
  expect(begin(of('firing'))).toMatchObject({ parent: null });
  expect(begin(of('firing'), contextOf('b', '00'))).toMatchObject({ parent: contextOf('b', '00'), isSampled: false });
});

test('an episode that ceased is forgotten, and no alert is taken for another', () => {
  begin(of('pending'), contextOf('a'));
  begin(of('pending', 'other'), contextOf('c'));
  begin(of('inactive'), contextOf('b'));
  expect(begin(of('firing'))).toMatchObject({ parent: null });
  expect(begin(of('firing', 'other')).traceId).toBe('c'.repeat(32));
});

test('of more alerts than are remembered, the oldest begins a trace of its own', () => {
  for (let alert = 0; alert <= 10_000; alert += 1) begin(of('pending', `f${alert}`), contextOf('a'));
  expect(begin(of('firing', 'f0'))).toMatchObject({ parent: null });
  expect(begin(of('firing', 'f1')).traceId).toBe('a'.repeat(32));
});
