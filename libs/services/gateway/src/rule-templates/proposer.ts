import { encodeHistory } from '@tocsin/contracts/http/history-select';
import type { FittingTemplate } from '@tocsin/domain/rule-templates/fitting-templates';
import type { TemplateGroup } from '@tocsin/domain/rule-templates/rule-template';
import { type HistoryStretch, TenantConfigGenerator } from '@tocsin/domain/rule-templates/tenant-config-generator';
import {
  HistoryUnavailable,
  type HistorySeries,
  type SeriesHistory,
  TooManySamples,
} from '@tocsin/ports/series-history';
import { ProblemError, unavailable } from '../problem.js';
import type { ProposalJob, WrittenProposal } from './proposal-job.js';
import { type ProposalThread, type StartProposals, WorkerProposals } from './proposal-thread.js';

/** Whoever asks takes a processor for seconds to a minute, and samples have to be evaluated meanwhile. */
const CONCURRENT_MAX = 1;
/** Longest that all proposals of one request may take; what is not looked at then is proposed with its defaults. */
const TIME_MS_MAX = 90_000;
/** Most samples that are looked at for one template, which takes some six seconds: a day of 170 series at four a minute. */
const SAMPLES_MAX = 1_000_000;

export interface ProposerOptions {
  history: SeriesHistory;
  /** Where the platform is reached from outside; empty when nobody has said. */
  externalUrl: string;
  start?: StartProposals;
  /** Aborted when the proposals of a request have taken long enough. */
  deadline?: () => AbortSignal;
  samplesMax?: number;
}

export interface ProposalRequest extends HistoryStretch {
  readonly tenant: string;
  /** Undefined: of all groups. */
  readonly groups?: readonly TemplateGroup[] | undefined;
}

/** Proposes rules by what a tenant sent, few at once. */
export class Proposer {
  readonly #generator: TenantConfigGenerator;
  readonly #options: Required<ProposerOptions>;
  #running = 0;

  constructor(options: ProposerOptions) {
    const start = (): ProposalThread => new WorkerProposals();
    const deadline = (): AbortSignal => AbortSignal.timeout(TIME_MS_MAX);
    this.#options = { start, deadline, samplesMax: SAMPLES_MAX, ...options };
    this.#generator = new TenantConfigGenerator(options.externalUrl);
  }

  /**
   * @param gone - aborted when nobody waits for the proposals any more
   * @throws ProblemError when there are none
   */
  async propose(
    request: ProposalRequest,
    gone: AbortSignal = new AbortController().signal,
  ): Promise<{ series: number; proposals: WrittenProposal[] }> {
    if (this.#running >= CONCURRENT_MAX)
      throw unavailable('proposals-busy', 'Proposals are being made already; try again when they are done.');
    this.#running += 1;
    try {
      const { tenant, from, to, groups } = request;
      const series = await this.#asked(this.#options.history.series({ tenant, matchers: [], from, to }));
      const fitting = this.#generator
        .fitting(series)
        .filter(({ template }) => groups === undefined || groups.includes(template.group));
      return { series: series.length, proposals: await this.#proposeAll(request, fitting, gone) };
    } finally {
      this.#running -= 1;
    }
  }

  async #proposeAll(
    request: ProposalRequest,
    fitting: readonly FittingTemplate[],
    gone: AbortSignal,
  ): Promise<WrittenProposal[]> {
    const thread = this.#options.start();
    const late = this.#options.deadline();
    const stop = (): void => void thread.stop();
    gone.addEventListener('abort', stop, { once: true });
    try {
      const proposals: WrittenProposal[] = [];
      for (const one of fitting) {
        const samples = late.aborted ? null : await this.#read(request, one);
        if (gone.aborted) throw cancelled();
        proposals.push(await thread.propose(this.#jobOf(request, one, samples)));
      }
      return proposals;
    } catch (error) {
      throw gone.aborted ? cancelled() : error;
    } finally {
      gone.removeEventListener('abort', stop);
      await thread.stop();
    }
  }

  #jobOf({ from, to }: ProposalRequest, fitting: FittingTemplate, samples: ProposalJob['samples']): ProposalJob {
    const { template, parameters, covered } = fitting;
    const { externalUrl } = this.#options;
    return { externalUrl, templateId: template.id, parameters, covered, stretch: { from, to }, samples };
  }

  /** The samples that a template reads; null when they are too many to be looked at. */
  async #read({ tenant, from, to }: ProposalRequest, fitting: FittingTemplate): Promise<ProposalJob['samples']> {
    const samples: Uint8Array<ArrayBuffer>[] = [];
    let count = 0;
    for (const needed of this.#generator.needs(fitting, { from, to })) {
      const series = await this.#asked(this.#select({ tenant, ...needed }));
      if (series === null) return null;
      count += series.reduce((sum, { times }) => sum + times.length, 0);
      if (count > this.#options.samplesMax) return null;
      samples.push(encodeHistory(series));
    }
    return samples;
  }

  async #select(range: Parameters<SeriesHistory['select']>[0]): Promise<readonly HistorySeries[] | null> {
    try {
      return await this.#options.history.select(range);
    } catch (error) {
      if (error instanceof TooManySamples) return null;
      throw error;
    }
  }

  async #asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return answer.catch((error: unknown) => {
      if (error instanceof HistoryUnavailable) throw unavailable('history-unavailable', error.message);
      throw error;
    });
  }
}

const cancelled = (): ProblemError =>
  new ProblemError(499, 'proposals-cancelled', 'The proposals were cancelled', 'Whoever asked for them has gone.');
