import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Schema } from './call.js';
import { ProblemError, UnreachableError } from './problem-error.js';
import { textsOf } from './progress-lines.js';
import type { Requester } from './requester.js';

/**
 * What is heard: `hello` each time a connection is made, from which place on nothing is missed; `gap` when some of what was
 * missed is not kept any more; and `lost` when a connection ends, or is given up because nothing comes by it, until the next
 * `hello`.
 */
export type LiveEvent =
  | { readonly kind: 'hello'; readonly id: string }
  | { readonly kind: 'transition'; readonly id: string; readonly transition: Schema<'Transition'> }
  | { readonly kind: 'gap'; readonly detail: string }
  | {
      readonly kind: 'lost';
      /** For how long nothing had been heard by then; 0 for a connection that ended. */
      readonly quietMs: number;
    };

/** The platform gives a sign of life every 15 seconds: who hears none for two and a half of them hears nothing any more. */
const QUIET_MS_MAX = 37_500;

/** Whose transitions are wanted; all that is left out does not matter. */
export interface Wanted {
  readonly state?: Schema<'AlertState'> | readonly Schema<'AlertState'>[];
  readonly severity?: Schema<'AlertSeverity'> | readonly Schema<'AlertSeverity'>[];
  /** Such as `team="shop"`; all must hold. */
  readonly matcher?: string | readonly string[];
  /** The id of the last event that was heard; what came since is told first. */
  readonly after?: string;
}

interface ListeningOptions {
  readonly requester: Requester;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Path and query without the last event. */
  readonly path: string;
  readonly after: string | null;
  readonly signal: AbortSignal | undefined;
}

/**
 * Hears of transitions as they happen, for as long as it is iterated. When the connection breaks, it comes back and goes on
 * from the last event that was heard, however long that takes; each time it waits longer.
 *
 * @throws ProblemError when the platform refuses, the signal's reason when it is aborted
 */
export async function* listen(options: ListeningOptions): AsyncGenerator<LiveEvent, void, undefined> {
  const { requester, wait, signal } = options;
  let { after } = options;
  for (let tries = 1; ; tries += 1) {
    let isHearing = false;
    const silence = new Silence(wait, signal);
    try {
      for await (const { id, event, data } of messages(options, after, silence)) {
        tries = 0;
        isHearing = true;
        after = id ?? after;
        const told = JSON.parse(data) as unknown;
        if (event === 'hello') yield { kind: 'hello', id: id ?? '' };
        if (event === 'transition')
          yield { kind: 'transition', id: id ?? '', transition: told as Schema<'Transition'> };
        if (event === 'gap') yield { kind: 'gap', ...(told as { detail: string }) };
      }
    } catch (error) {
      signal?.throwIfAborted();
      const isLasting = error instanceof ProblemError && error.status < 500 && error.status !== 429;
      if (isLasting || !(error instanceof ProblemError || error instanceof UnreachableError)) throw error;
    }
    if (isHearing) yield { kind: 'lost', quietMs: silence.isTooLong ? QUIET_MS_MAX : 0 };
    await wait(requester.pauseMs(tries), signal);
  }
}

/** What one connection brings, until it ends. */
async function* messages(
  { requester, path, signal }: ListeningOptions,
  after: string | null,
  silence: Silence,
): AsyncGenerator<EventSourceMessage, void, undefined> {
  const body = await requester.ask(
    {
      operation: 'events',
      method: 'GET',
      path,
      headers: { accept: 'text/event-stream', ...(after === null ? {} : { 'last-event-id': after }) },
      mayRepeat: true,
      signal,
    },
    async (response) => response.body,
  );
  const heard: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => void heard.push(event) });
  try {
    silence.begins();
    for await (const text of textsOf(body, silence.end)) {
      silence.ends();
      parser.feed(text);
      yield* heard.splice(0);
      silence.begins();
    }
  } catch (error) {
    throw new UnreachableError('events: the connection broke', { cause: error });
  } finally {
    silence.ends();
  }
}

/** Tells when a connection is to be given up: it may hang for hours, and no end of it comes. */
class Silence {
  /** Is aborted when it has been too long, or when nobody wants to hear more. */
  readonly end: AbortSignal;
  readonly #giveUp = new AbortController();
  #stop: AbortController | null = null;

  constructor(
    private readonly wait: ListeningOptions['wait'],
    signal: AbortSignal | undefined,
  ) {
    this.end = signal === undefined ? this.#giveUp.signal : AbortSignal.any([signal, this.#giveUp.signal]);
  }

  get isTooLong(): boolean {
    return this.#giveUp.signal.aborted;
  }

  begins(): void {
    const stop = new AbortController();
    this.#stop = stop;
    void this.wait(QUIET_MS_MAX, stop.signal).then(
      () => this.#giveUp.abort(),
      () => undefined,
    );
  }

  ends(): void {
    this.#stop?.abort();
  }
}
