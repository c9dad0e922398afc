import type { LiveEvent } from '@tocsin/client/live-events';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { topicName } from '@tocsin/contracts/define-topic';
import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import { decodeSamplesRecord, samples as samplesTopic } from '@tocsin/contracts/topics/samples';
import { transitions as transitionsTopic } from '@tocsin/contracts/topics/transitions';
import { parseSeriesKey, type SampleBatch, type SeriesIdentity } from '@tocsin/domain/engine/sample-batch';
import { type Transition, TransitionSchema } from '@tocsin/domain/engine/transition';
import { type AlertRule, AlertRuleSchema, type RuleDraft } from '@tocsin/domain/rules/alert-rule';
import { isPlatformMetric } from '@tocsin/domain/rules/condition-source';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import { type ForesightRules, makeRules } from './foresight-rules.js';
import type { Replayed } from './replay-here.js';
import { CPU_UTILIZATION, piecesOf, type ReplayedFile } from './replayed-file.js';

/** A platform that runs already, but for what predicts. */
export interface ReplayingPlatform {
  readonly tocsin: TocsinClient;
  /** The log that its processes share. */
  readonly log: EventLog;
  readonly topicPrefix: string;
  readonly clock: Pick<Clock, 'wait'>;
  startPrediction(): Promise<void>;
}

const LOOK_MS = 20;
/** The group in which samples are read, by service. */
const readers = { prediction: 'ml-prediction', evaluation: 'evaluation' } as const;

/**
 * Replays files on a platform, by its API: what is known is sent, and then the rules are made, so that what predicts finds
 * the rules when it starts and the past in the history. Then comes one piece after the other; the next one is not sent
 * before the last one has been predicted from and evaluated, with all that was predicted, so that what comes of it does not
 * hang on how fast anything is.
 */
export class PlatformReplay {
  readonly #heard: Transition[] = [];
  readonly #listening = new AbortController();

  constructor(
    private readonly platform: ReplayingPlatform,
    private readonly files: readonly ReplayedFile[],
  ) {}

  /** @returns the files' rules, in their order; all transitions, as the API told them; and what was predicted */
  async run(): Promise<Replayed & { rules: ForesightRules[] }> {
    const listening = await this.#listen();
    for (const { known } of this.files) await this.#send(known);
    await this.#isKnown();
    const rules: ForesightRules[] = [];
    for (const file of this.files) rules.push(await makeRules(file, (draft) => this.#create(draft)));
    await this.platform.startPrediction();
    // It has read something of each partition, and so leaves out nothing that comes.
    await this.#settled();
    const pieces = this.files.map(piecesOf);
    for (let step = 0; pieces.some((own) => own.length > step); step += 1) {
      for (const own of pieces) await this.#send(own[step] ?? []);
      await this.#settled();
    }
    await this.#allHeard();
    this.#listening.abort();
    await listening();
    return { rules, transitions: this.#heard, predicted: await this.#predicted() };
  }

  /** @returns once all that comes is heard; what it returns ends with the listening */
  async #listen(): Promise<() => Promise<void>> {
    const { signal } = this.#listening;
    const events = this.platform.tocsin.events({}, { signal });
    await events.next();
    const listening = this.#hear(events);
    return () => listening;
  }

  async #hear(events: AsyncIterable<LiveEvent>): Promise<void> {
    try {
      for await (const event of events)
        if (event.kind === 'transition') this.#heard.push(TransitionSchema.parse(event.transition));
    } catch (error) {
      if (!this.#listening.signal.aborted) throw error;
    }
  }

  async #send(samples: readonly Sample[]): Promise<void> {
    if (samples.length > 0) await this.platform.tocsin.sendMetrics({ body: { samples } });
  }

  async #create(draft: RuleDraft): Promise<AlertRule> {
    return AlertRuleSchema.parse((await this.platform.tocsin.createRule({ body: draft })).data);
  }

  /** The history has taken in what was sent. */
  async #isKnown(): Promise<void> {
    for (const { instance, known } of this.files) {
      const time = String((known.at(-1) as Sample).timestamp / 1_000);
      const query = `count_over_time(${CPU_UTILIZATION}{instance="${instance}"}[4d])`;
      await this.#until(async () => {
        const { data } = await this.platform.tocsin.prometheusQuery({ query, time });
        return JSON.stringify(data).includes(`"${known.length}"`);
      });
    }
  }

  /** Whatever stands in the log now has been predicted from; and what was predicted by then, evaluated. */
  async #settled(): Promise<void> {
    await this.#hasRead(readers.prediction);
    await this.#hasRead(readers.evaluation);
  }

  async #hasRead(group: string): Promise<void> {
    const { log, topicPrefix } = this.platform;
    const topic = topicName(samplesTopic, topicPrefix);
    const ends = await log.offsets(topic);
    await this.#until(async () => {
      const read = new Map((await log.committed(group, topic)).map(({ partition, offset }) => [partition, offset]));
      return ends.every(
        ({ partition, earliest, latest }) => latest === earliest || (read.get(partition) ?? 0) >= latest,
      );
    });
  }

  /** The API has told as many transitions as stand in the log. */
  async #allHeard(): Promise<void> {
    const { log, topicPrefix } = this.platform;
    let count = 0;
    for await (const { records } of log.read(topicName(transitionsTopic, topicPrefix))) count += records.length;
    await this.#until(async () => this.#heard.length >= count);
  }

  async #predicted(): Promise<Sample[]> {
    const { log, topicPrefix } = this.platform;
    const found: Sample[] = [];
    for await (const { records } of log.read(topicName(samplesTopic, topicPrefix)))
      for (const { value } of records) {
        const decoded = value === null ? null : decodeSamplesRecord(value);
        if (decoded?.kind === 'value' && decoded.value.kind === 'samples')
          found.push(...predictedIn(decoded.value.batch));
      }
    return found;
  }

  async #until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await this.platform.clock.wait(LOOK_MS);
  }
}

function predictedIn({ series, seriesIndex, timestamps, values }: SampleBatch): Sample[] {
  const own = series.map((key) => parseSeriesKey(key));
  return Array.from(seriesIndex, (index, i) => ({
    ...(own[index] as SeriesIdentity),
    value: values[i] as number,
    timestamp: timestamps[i] as number,
  })).filter(({ metric }) => isPlatformMetric(metric));
}
