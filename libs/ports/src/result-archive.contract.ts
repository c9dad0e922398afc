import type { ResultArchive } from './result-archive.js';

/** The suite that every {@link ResultArchive} must pass. */
export function describeResultArchive(name: string, open: () => Promise<ResultArchive>): void {
  describe(name, () => {
    const result = { text: '{"data":"ä \\u0000 🚄"}', madeAt: 1_000 };
    let archive: ResultArchive;
    beforeAll(async () => void (archive = await open()));

    test('a result is there until it ends', async () => {
      expect(await archive.find('acme', 'a', 0)).toBeNull();
      await archive.keep('acme', 'a', result, 5_000);
      expect(await archive.find('acme', 'a', 4_999)).toEqual(result);
      expect(await archive.find('acme', 'a', 5_000)).toBeNull();
    });

    test('what is kept under a key takes the place of what was there', async () => {
      await archive.keep('acme', 'b', result, 5_000);
      await archive.keep('acme', 'b', { text: 'other', madeAt: 2_000 }, 6_000);
      expect(await archive.find('acme', 'b', 5_500)).toEqual({ text: 'other', madeAt: 2_000 });
    });

    test('a tenant finds nothing of another, whatever the key', async () => {
      await archive.keep('acme', 'c', result, 5_000);
      await archive.keep('globex', 'c', { text: 'theirs', madeAt: 1 }, 5_000);
      expect(await archive.find('globex', 'c', 0)).toEqual({ text: 'theirs', madeAt: 1 });
      for (const stranger of ['initech', '', `acme' OR '1'='1`])
        expect(await archive.find(stranger, 'c', 0)).toBeNull();
    });
  });
}
