import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileWitness } from './file-witness.js';

const directory = mkdtempSync(join(tmpdir(), 'tocsin-witness-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('checkpoints stand in the file in the order in which they were told, also after a restart', async () => {
  const path = join(directory, 'witness.ndjson');
  await new FileWitness(path).tell('first\n\n— a b\n');
  await new FileWitness(path).tell('second\n');
  expect(readFileSync(path, 'utf8')).toBe('{"checkpoint":"first\\n\\n— a b\\n"}\n{"checkpoint":"second\\n"}\n');
});

test('a file that cannot be written is told of', async () => {
  await expect(new FileWitness(join(directory, 'missing', 'witness')).tell('note')).rejects.toThrow(/ENOENT/);
});
