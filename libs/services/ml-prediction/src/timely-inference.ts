import type { Clock } from '@tocsin/ports/clock';
import type { ModelAnswer, ModelInference, ModelRequest } from '@tocsin/ports/model-server';

/** A batch is answered in some tens of milliseconds; whoever waits for longer holds up the samples behind. */
const WAIT_MS = 2_000;
/** Who did not answer in time is not asked for so long. */
const REST_MS = 30_000;

/** Models that are waited for no longer than predictions may wait: then they are left alone for a while. */
export class TimelyInference implements ModelInference {
  #restsUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly models: ModelInference,
    private readonly clock: Clock,
  ) {}

  async infer(request: ModelRequest): Promise<ModelAnswer> {
    const { clock } = this;
    if (clock.now() < this.#restsUntil)
      return late(`models are not asked for ${REST_MS / 1_000} s after they were late`);
    const waits = new AbortController();
    const tooLate = clock.wait(WAIT_MS, waits.signal).then(() => null);
    const answer = await Promise.race([this.models.infer(request), tooLate]);
    waits.abort();
    if (answer !== null) return answer;
    this.#restsUntil = clock.now() + REST_MS;
    return late(`no model answered within ${WAIT_MS} ms`);
  }
}

const late = (message: string): ModelAnswer => ({ kind: 'refused', reason: 'timed-out', message });
