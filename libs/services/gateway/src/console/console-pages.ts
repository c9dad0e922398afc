import type { IncomingHttpHeaders } from 'node:http';
import { consoleAddresses } from '@tocsin/contracts/console-addresses';
import { notFound, ProblemError } from '../problem.js';
import type { RouteAnswer } from '../route.js';
import { answerFile, FOREVER, hardened } from '../static-files.js';
import { type ConsoleFiles, newNonce } from './console-files.js';

/** What is asked for by a browser and is no part of the API. */
export interface Page {
  /** As the router has it. */
  readonly path: string;
  /** @throws ProblemError when there is no such page */
  answer(asked: {
    readonly params: Readonly<Record<string, string>>;
    readonly headers: IncomingHttpHeaders;
  }): RouteAnswer;
}

/** Where people arrive by links; the first page is answered where programs ask for it, too. */
const deepLinks = consoleAddresses.filter((path) => path !== '/');

/** The console's page with the headers that keep others' scripts, styles and frames out. @throws ProblemError 404 where it was not built */
export function consolePage(files: ConsoleFiles | null): RouteAnswer {
  if (files === null) {
    throw new ProblemError(
      404,
      'console-missing',
      'The console is not built here',
      'Run "npm run build" and start the gateway again. The API works without it: see /docs/api.',
    );
  }
  const nonce = newNonce();
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    // Parts of the user interface put style elements in; who does not know the nonce cannot.
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    status: 200,
    headers: {
      ...hardened,
      'content-security-policy': policy.join('; '),
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
      vary: 'accept',
    },
    raw: { type: 'text/html; charset=utf-8', content: files.pageWith(nonce) },
  };
}

/** The same page where nothing is: the console says so, in its own words. Null where it was not built. */
export const missingPage = (files: ConsoleFiles | null): (() => RouteAnswer) | null =>
  files === null ? null : () => ({ ...consolePage(files), status: 404 });

/** The console under its own links, and what it is made of. */
export function consolePages(files: ConsoleFiles | null): Page[] {
  const page = (): RouteAnswer => consolePage(files);
  return [
    ...deepLinks.map((path) => ({ path, answer: page })),
    {
      path: '/assets/:name',
      answer: ({ params, headers }) => {
        const asset = files?.assets.get(params['name'] ?? '');
        if (asset === undefined) throw notFound('such file');
        return answerFile(asset, headers, { 'cache-control': FOREVER });
      },
    },
  ];
}

/** Whether a browser asks for a page; programs take whatever comes. */
export const wantsPage = ({ accept }: IncomingHttpHeaders): boolean => accept?.includes('text/html') === true;
