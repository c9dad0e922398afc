import { RealBrowser } from './world/browser.js';
import { Standalone } from './world/standalone.js';

/** What a browser would load for a page, and where its links lead. */
interface PageLinks {
  readonly loaded: readonly string[];
  readonly links: readonly string[];
  readonly ids: ReadonlySet<string>;
}

const all = (html: string, pattern: RegExp): string[] => [...html.matchAll(pattern)].map(([, found = '']) => found);

function linksOf(html: string): PageLinks {
  return {
    loaded: [
      ...all(html, /<link\b[^>]*?\shref="([^"]*)"/g),
      ...all(html, /<[^>]*?\s(?:src|srcset|poster|data)="([^"]*)"/g),
      ...all(html, /\sdata-index="([^"]*)"/g),
    ],
    links: all(html, /<a\b[^>]*?\shref="([^"]*)"/g),
    ids: new Set(all(html, /\sid="([^"]*)"/g)),
  };
}

describe('the documentation that the gateway serves', () => {
  let standalone: Standalone;
  const pages = new Map<string, PageLinks>();
  const get = (path: string): Promise<Response> => fetch(`${standalone.api.base}${path}`);

  beforeAll(async () => {
    standalone = await Standalone.start();
    // As a reader gets around: from the first page by links, to whatever page they lead.
    const waiting = ['/docs'];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (pages.has(path)) continue;
      const answer = await get(path);
      const html = await answer.text();
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${html}`);
      expect(answer.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self'; /,
      );
      // The policy would keep them from working.
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
      pages.set(path, linksOf(html));
      const next = linksOf(html).links.map((link) => link.split('#')[0] ?? '');
      waiting.push(...next.filter((link) => /^\/docs(?:\/[\w-]+)?$/.test(link) && link !== '/docs/api'));
    }
  }, 120_000);
  afterAll(() => standalone.remove());

  test('every page is reached by links, and what it loads comes from this gateway', async () => {
    expect(pages.size).toBeGreaterThan(25);
    const loaded = new Set([...pages.values()].flatMap((page) => page.loaded));
    for (const address of loaded) {
      expect(address).toMatch(/^\/docs\/assets\/[\w.-]+$/);
      expect((await get(address)).status).toBe(200);
    }
    // Style sheets could load more.
    for (const address of [...loaded].filter((one) => one.endsWith('.css')))
      expect(await (await get(address)).text()).not.toMatch(/url\(|@import/);
  });

  test('every link leads somewhere: to a page and a place on it, to the console, to the API, or out by https', async () => {
    const nowhere = [...pages].flatMap(([path, { links }]) =>
      links
        .filter((link) => {
          if (/^https:\/\//.test(link) || /^http:\/\/127\.0\.0\.1:\d+/.test(link)) return false;
          if (['/', '/docs/api'].includes(link)) return false;
          const [page = '', anchor] = link.startsWith('#') ? [path, link.slice(1)] : link.split('#');
          return anchor === undefined
            ? !pages.has(page)
            : pages.get(page)?.ids.has(decodeURIComponent(anchor)) !== true;
        })
        .map((link) => `${path}: ${link}`),
    );
    expect(nowhere).toEqual([]);
    expect((await get('/docs/api')).status).toBe(200);
    expect((await get('/docs/nothing')).status).toBe(404);
    const missing = await fetch(`${standalone.api.base}/docs/nothing`, { headers: { accept: 'text/html' } });
    expect([missing.status, await missing.text()]).toEqual([
      404,
      expect.stringContaining('<title>There is no such page – Tocsin</title>'),
    ]);
  });

  test('the search finds what stands on the pages', async () => {
    const [address = ''] = [...pages.values()].flatMap(({ loaded }) => loaded.filter((one) => one.endsWith('.json')));
    const index = (await (await get(address)).json()) as { title: string; at: string }[];
    expect(index.find(({ title }) => title === 'Who is told, and when')?.at).toBe(
      '/docs/notifications#who-is-told-and-when',
    );
    const lost = index.filter(({ at }) => {
      const [page = '', anchor] = at.split('#');
      return !pages.has(page) || (anchor !== undefined && !pages.get(page)?.ids.has(anchor));
    });
    expect(lost).toEqual([]);
  });

  test.each(['light', 'dark'] as const)(
    'everybody can read it in a browser, in %s, and search it by the keyboard',
    async (theme) => {
      const browser = await RealBrowser.open();
      try {
        const page = await browser.page(theme);
        for (const path of ['/docs', '/docs/comparison', '/docs/notifications']) {
          await page.goto(`${standalone.api.base}${path}`);
          expect(await browser.barriersOf(page)).toEqual([]);
        }
        await page.keyboard.press('/');
        await page.keyboard.type('who is told, and when');
        await page.locator('#results li:first-child a[href="/docs/notifications#who-is-told-and-when"]').waitFor();
        expect(await browser.barriersOf(page)).toEqual([]);
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/docs/notifications#who-is-told-and-when');
        // Enter opens what is found first, and on a narrow screen the text comes before the names of all pages.
        await page.goto(`${standalone.api.base}/docs`);
        await page.keyboard.press('/');
        await page.keyboard.type('who is told, and when');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/docs/notifications#who-is-told-and-when');
        await page.setViewportSize({ width: 390, height: 800 });
        const name = page.locator('nav a[href="/docs/operate"]');
        await name.waitFor({ state: 'hidden' });
        expect(await browser.barriersOf(page)).toEqual([]);
        await page.locator('nav summary').click();
        await name.waitFor({ state: 'visible' });
        expect(browser.complaints).toEqual([]);
      } finally {
        await browser.close();
      }
    },
    120_000,
  );
});
