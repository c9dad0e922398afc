import type { Transition } from '@tocsin/domain/engine/transition';
import type { LogRecord } from '@tocsin/ports/event-log';
import { isSampled, type Span, TENANT_ATTRIBUTE, type Tracing } from '@tocsin/ports/tracing';

/** Alerts of which it is remembered in which trace they began to be pending; some megabytes. */
const PENDING_MAX = 10_000;

/**
 * To which traces the transitions of one partition belong: each to that of the record that it was decided at. What fires by the
 * clock, since its conditions have held for long enough, goes on with the trace in which they began to hold; so does what fires
 * by a record that nobody traces. What is remembered for that is a help: another process does not know it, and begins a trace.
 */
export class TransitionTraces {
  readonly #pending = new Map<string, string>();

  constructor(
    private readonly tracing: Tracing,
    private readonly topic: string,
  ) {}

  /** @param record - that the transition was decided at; undefined where it is not at hand */
  begin(transition: Transition, record: LogRecord | undefined): Span | null {
    const { tenant_id, rule_id, state } = transition;
    const own = record === undefined ? null : this.tracing.causeOf(record);
    const began = this.#begun(transition);
    const isOwn = own !== null && (began === null || isSampled(own));
    const span = this.tracing.begin(`send ${this.topic}`, {
      kind: 'producer',
      parent: isOwn ? own : began,
      links: isOwn && began !== null && began !== own ? [began] : [],
      attributes: {
        'messaging.operation.type': 'send',
        'messaging.operation.name': 'send',
        'messaging.destination.name': this.topic,
        [TENANT_ATTRIBUTE]: tenant_id,
        'tocsin.rule.id': rule_id,
        'tocsin.alert.state': state,
      },
    });
    if (state === 'pending' && span?.isSampled === true) this.#remember(transition, span.traceparent);
    return span;
  }

  /** In which trace the episode began that comes to something now. */
  #begun(transition: Transition): string | null {
    if (transition.state === 'pending') return null;
    const key = keyOf(transition);
    const began = this.#pending.get(key) ?? null;
    this.#pending.delete(key);
    return began;
  }

  #remember(transition: Transition, traceparent: string): void {
    const [oldest] = this.#pending.keys();
    if (this.#pending.size >= PENDING_MAX && oldest !== undefined) this.#pending.delete(oldest);
    this.#pending.set(keyOf(transition), traceparent);
  }
}

const keyOf = ({ tenant_id, rule_id, fingerprint }: Transition): string => `${tenant_id}/${rule_id}/${fingerprint}`;
