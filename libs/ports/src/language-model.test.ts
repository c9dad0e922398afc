import { describeLanguageModel } from './language-model.contract.js';
import { FakeLanguageModel } from './language-model.fake.js';

describeLanguageModel('the fake language model', async () => {
  const model = new FakeLanguageModel();
  return {
    model,
    say: (text) =>
      void (model.answer =
        text === null
          ? { kind: 'failed', code: 'unreachable', message: 'nobody is there' }
          : { kind: 'answered', text }),
    close: async () => undefined,
  };
});
