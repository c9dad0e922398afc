import { globSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pictures, PICTURES } from './world/pictures.js';

test('the pictures that README and docs name are those that tests take, and those that lie there', async () => {
  const documents = await Promise.all(['README.md', ...globSync('docs/*.md')].map((path) => readFile(path, 'utf8')));
  const named = documents.flatMap((text) =>
    [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => basename(path ?? '', '.png')),
  );
  const taken = Object.values(pictures).flat().sort();
  expect([...new Set(named)].sort()).toEqual(taken);
  expect((await readdir(PICTURES)).sort()).toEqual(taken.map((name) => `${name}.png`));
});
