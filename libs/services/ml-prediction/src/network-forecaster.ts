import { FORECASTER_MODEL } from '@tocsin/domain/forecasting/network-question';
import type { Outlook } from '@tocsin/domain/forecasting/series-forecaster';
import type { ModelAnswer, ModelInference } from '@tocsin/ports/model-server';

/** What is asked, of which series: all that is equal of these is asked once. */
export interface Asking {
  readonly series: object;
  /** As it is told when it was not answered. */
  readonly name: string;
  readonly time: number;
  /** Null where nothing is asked. */
  readonly outlook: Outlook | null;
}

/** What became of questions since the start. */
export interface NetworkStats {
  readonly answered: number;
  /** Not answered, by reason; the other members served. */
  readonly refused: Readonly<Record<string, number>>;
  /** The last that was not answered: of which series, and why; null when there was none. */
  readonly last: { readonly series: string; readonly reason: string; readonly message: string } | null;
}

/**
 * Asks the network what it says of series. It is waited for; how long is the business of whoever gives the models. Without
 * an answer, forecasts are made without it.
 */
export class NetworkForecaster {
  #answered = 0;
  readonly #refused = new Map<string, number>();
  #last: NetworkStats['last'] = null;

  constructor(private readonly models: ModelInference | null) {}

  /** Whether anybody is there to be asked. */
  get isThere(): boolean {
    return this.models !== null;
  }

  /** @returns for each what the network told of it; null where it told nothing */
  async ask(tenant: string, askings: readonly Asking[]): Promise<(Float32Array | null)[]> {
    const { models } = this;
    if (models === null) return askings.map(() => null);
    const asked = new Map<object, Map<string, Promise<Float32Array | null>>>();
    return Promise.all(
      askings.map((asking) => {
        const { series, time, outlook } = asking;
        if (outlook === null || outlook.question === null) return null;
        const ofSeries = asked.get(series) ?? new Map<string, Promise<Float32Array | null>>();
        asked.set(series, ofSeries);
        // Horizons on one grid are told by one answer.
        const key = `${time} ${outlook.view.stepMs} ${outlook.question.stride}`;
        const told = ofSeries.get(key) ?? this.#answer(models, tenant, asking, outlook);
        ofSeries.set(key, told);
        return told;
      }),
    );
  }

  stats(): NetworkStats {
    return { answered: this.#answered, refused: Object.fromEntries(this.#refused), last: this.#last };
  }

  async #answer(
    models: ModelInference,
    tenant: string,
    { name: series }: Asking,
    { question, networkShare }: Outlook,
  ): Promise<Float32Array | null> {
    if (question === null) return null;
    const { values, observed } = question.window;
    const answer: ModelAnswer = await models.infer({
      model: FORECASTER_MODEL,
      tenant,
      windows: 1,
      inputs: { values, observed },
      usefulness: networkShare,
    });
    if (answer.kind === 'answered') {
      this.#answered += 1;
      return answer.output;
    }
    const { reason, message } = answer;
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
    this.#last = { series, reason, message };
    return null;
  }
}
