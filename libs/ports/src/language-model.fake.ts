import type { LanguageModel, ModelAnswer, ModelQuestion } from './language-model.js';

/** A {@link LanguageModel} that says what a test tells it to. */
export class FakeLanguageModel implements LanguageModel {
  readonly name = 'fake-1';
  readonly asked: ModelQuestion[] = [];
  answer: ModelAnswer = { kind: 'failed', code: 'unreachable', message: 'nobody is there' };

  async ask(question: ModelQuestion): Promise<ModelAnswer> {
    this.asked.push(question);
    return this.answer;
  }
}
