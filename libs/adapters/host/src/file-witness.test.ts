import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCheckpointLine } from '@tocsin/domain/ledger/ledger-file';
import { describeCheckpointWitness } from '@tocsin/ports/checkpoint-witness.contract';
import { FileWitness } from './file-witness.js';

const directory = mkdtempSync(join(tmpdir(), 'tocsin-witness-'));
afterAll(() => rmSync(directory, { recursive: true }));

describeCheckpointWitness('a file', async () => {
  const path = join(directory, 'witness.ndjson');
  return {
    open: async () => new FileWitness(path),
    kept: async () =>
      readFileSync(path, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => parseCheckpointLine(line) ?? line),
    // Something else stands at its place.
    fail: async () => {
      execFileSync('mv', [path, `${path}.away`]);
      mkdirSync(path);
    },
    mend: async () => {
      rmSync(path, { recursive: true });
      execFileSync('mv', [`${path}.away`, path]);
    },
    close: async () => undefined,
  };
});

const told = { tenantId: 'acme', size: 1, note: 'note' };

test('a file that cannot be written is told of', async () => {
  await expect(new FileWitness(join(directory, 'missing', 'witness')).tell(told)).rejects.toThrow(/ENOENT/);
});

test('a pipe that nobody reads, and a device, are refused and not waited for', async () => {
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await expect(new FileWitness(pipe).tell(told)).rejects.toThrow(/ENXIO/);
  await expect(new FileWitness('/dev/null').tell(told)).rejects.toThrow(/is a pipe or a device.*name a file/);
});
