import type { LanguageModel } from './language-model.js';

export interface OpenedLanguageModel {
  readonly model: LanguageModel;
  /** What whoever is behind it says from now on; null: nothing comes. */
  say(text: string | null): void;
  close(): Promise<void>;
}

/** The suite that every {@link LanguageModel} must pass. */
export function describeLanguageModel(name: string, open: () => Promise<OpenedLanguageModel>): void {
  describe(name, () => {
    const question = { task: 'Make a rule.', data: '{"request":"cpu above 80"}', schema: { type: 'object' } };
    let opened: OpenedLanguageModel;
    beforeAll(async () => void (opened = await open()));
    afterAll(() => opened.close());

    test.each(['{"outcome":"none"}', 'no JSON at all', '{"half', '', '  "ä 🚄 \\u0000" \n'])(
      'hands on what was said as it is: %j',
      async (text) => {
        opened.say(text);
        expect(await opened.model.ask(question)).toEqual({ kind: 'answered', text });
      },
    );

    test('says that nothing came, and does not throw', async () => {
      opened.say(null);
      expect(await opened.model.ask(question)).toMatchObject({ kind: 'failed', message: expect.stringMatching(/./) });
    });

    test('has a name', () => expect(opened.model.name).toMatch(/./));
  });
}
