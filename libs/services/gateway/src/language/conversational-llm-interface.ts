import { modelQuestion } from '@tocsin/domain/language/model/model-question';
import { readProposal } from '@tocsin/domain/language/model/read-proposal';
import type { Reading, Said } from '@tocsin/domain/language/conversational-ai';
import type { KnownSeries } from '@tocsin/domain/language/known-series';
import type { LanguageModel } from '@tocsin/ports/language-model';

/** Most questions at a time: a model takes seconds, and what waits for one is a request of somebody. */
const ASKING_MAX = 8;

/** What came of asking a model; `message` says why there is no rule. */
export type ModelOutcome =
  | { readonly kind: 'proposed'; readonly reading: Reading }
  | { readonly kind: 'none' | 'rejected' | 'failed'; readonly message: string };

/**
 * Asks a language model for a rule where the grammar has none. What leaves is redacted, and what comes back is a rule
 * that passed the checks of every rule over series that the tenant has, or nothing.
 */
export class ConversationalLLMInterface {
  #asking = 0;

  constructor(private readonly model: LanguageModel) {}

  get modelName(): string {
    return this.model.name;
  }

  async propose(asked: Said, known: KnownSeries): Promise<ModelOutcome> {
    if (this.#asking >= ASKING_MAX)
      return { kind: 'failed', message: `it is asked ${ASKING_MAX} other things just now; try again` };
    this.#asking += 1;
    try {
      const { redaction, ...question } = modelQuestion(asked, known);
      const answer = await this.model.ask(question);
      if (answer.kind === 'failed') return { kind: 'failed', message: answer.message };
      const proposal = readProposal(answer.text, asked, known, redaction);
      if (proposal.kind === 'proposed') return proposal;
      if (proposal.kind === 'none') return { kind: 'none', message: 'it found no rule in the words, either' };
      return { kind: 'rejected', message: `what it proposed is not taken: ${proposal.reason}` };
    } finally {
      this.#asking -= 1;
    }
  }
}
