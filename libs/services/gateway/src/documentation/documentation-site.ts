import { join } from 'node:path';
import { type Page, wantsPage } from '../console/console-pages.js';
import { notFound, ProblemError } from '../problem.js';
import { answerFile, FOREVER, readStaticFiles, type StaticFile, type StaticFiles } from '../static-files.js';

/** The documentation as it was built: its pages, and what they load. */
export interface DocumentationSite {
  readonly pages: StaticFiles;
  /** What a browser is shown where there is no page. */
  readonly missing: StaticFile | undefined;
  readonly assets: StaticFiles;
}

/** Nothing but this gateway's own files, and neither a script nor a style within a page. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
const headers = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  // Another version of the platform has other pages under the same names.
  'cache-control': 'no-cache',
};

const MISSING = '404.html';

/** @returns null where it was not built */
export async function readDocumentationSite(directory: string): Promise<DocumentationSite | null> {
  try {
    const [pages, assets] = await Promise.all([directory, join(directory, 'assets')].map(readStaticFiles));
    if (pages === undefined || assets === undefined) return null;
    const shown = new Map(pages);
    shown.delete(MISSING);
    return { pages: shown, missing: pages.get(MISSING), assets };
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}

/** The documentation's pages under /docs. The reference of the API, which asks the API, is no part of it: /docs/api. */
export function documentationPages(site: DocumentationSite | null): Page[] {
  const page =
    (nameOf: (params: Readonly<Record<string, string>>) => string): Page['answer'] =>
    ({ params, headers: asked }) => {
      if (site === null)
        throw new ProblemError(
          404,
          'documentation-missing',
          'The documentation is not built here',
          'Run "npm run build" and start the gateway again. What the API takes stands at /docs/api all the same.',
        );
      const file = site.pages.get(`${nameOf(params)}.html`);
      if (file !== undefined) return answerFile(file, asked, headers);
      if (site.missing === undefined || !wantsPage(asked)) throw notFound('such page');
      return { ...answerFile(site.missing, asked, headers), status: 404 };
    };
  return [
    { path: '/docs', answer: page(() => 'index') },
    // Links of alerts and dashboards name files of the repository.
    { path: '/docs/:name', answer: page(({ name = '' }) => name.replace(/\.md$/, '')) },
    {
      path: '/docs/assets/:name',
      answer: ({ params, headers: asked }) => {
        const file = site?.assets.get(params['name'] ?? '');
        if (file === undefined) throw notFound('such file');
        return answerFile(file, asked, { 'cache-control': FOREVER });
      },
    },
  ];
}
