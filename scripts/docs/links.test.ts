import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { anchorsOfPage } from './anchors.mjs';

const ignored = /(^|\/)(node_modules|dist|\.cache|tools)(\/|$)/;
const documents = [
  '*.md',
  'docs/*.md',
  ...['apps', 'bench', 'deploy', 'e2e', 'helm', 'libs', 'models'].map((room) => `${room}/**/*.md`),
]
  .flatMap((pattern) => globSync(pattern, { exclude: (path) => ignored.test(String(path)) }))
  .toSorted();
/** Blocks of code hold headings and links of their own. */
const proseOf = (path: string): string => readFileSync(path, 'utf8').replace(/^ *```.*?^ *```$/gms, '');

function anchorsOf(path: string): Set<string> {
  const anchorOf = anchorsOfPage();
  const headings = [...proseOf(path).matchAll(/^#{1,6} (.*)$/gm)];
  return new Set(headings.map(([, title = '']) => anchorOf(title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'))));
}

/** What is wrong with the links of a document to files of the project, and to places in documents. */
function faultsOf(document: string): string[] {
  const links = [...proseOf(document).matchAll(/\]\(([^()\s]+)\)/g)].map(([, link = '']) => link);
  return links
    .filter((link) => !/^(?:[a-z]+:|\/)/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? document : normalize(join(dirname(document), path));
      if (!existsSync(target)) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor);
    });
}

test.each(documents)(
  'every link of %s within the project leads to a file, and to a heading that is there',
  (document) => {
    expect(faultsOf(document)).toEqual([]);
  },
);
