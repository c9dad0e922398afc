import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright, type Page } from 'playwright-core';

export type { Locator, Page } from 'playwright-core';

/** Of WCAG 2.2, and as yet not among what axe asks by itself. */
const ALSO_ASKED = '{ "target-size": { enabled: true } }';

/** Resolves when nothing moves any more but what moves for ever. */
const FADED = `Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
  .map(({ finished }) => finished)).then(() => null)`;

/** A real browser, what its pages complain of, and what is wrong for those who cannot see or use a pointer. */
export class RealBrowser {
  /** Errors of scripts, and what a page's own policy kept out. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly axe: string,
  ) {}

  static async open(): Promise<RealBrowser> {
    const axe = await readFile(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
    // Without the package's own arguments, of which --single-process ends this browser.
    const options = { executablePath: await chromium.executablePath(), args: ['--no-sandbox'] };
    return new RealBrowser(await playwright.launch(options), axe);
  }

  /** A page that shares nothing with the others. @param theme - what the system prefers */
  async page(theme: 'light' | 'dark' = 'light'): Promise<Page> {
    // Nothing fades in: what is looked at is as it stays.
    const page = await this.browser.newPage({
      colorScheme: theme,
      locale: 'en-US',
      reducedMotion: 'reduce',
      viewport: { width: 1_280, height: 900 },
    });
    page.setDefaultTimeout(20_000);
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (message) => {
      // That an answer was a refusal is told here, too; tests refuse on purpose.
      const isRefusal = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isRefusal) this.complaints.push(message.text());
    });
    return page;
  }

  /** Changes what the system prefers, and waits until the page has followed: until then it has colours of both themes. */
  async prefer(page: Page, theme: 'light' | 'dark'): Promise<void> {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor({ state: 'attached' });
  }

  /**
   * What keeps people from using a page, as far as axe finds it, by every rule that is no experiment; each with where it
   * is. A target may be small, as WCAG 2.2 has it, where the page says that its table leads to the same place.
   */
  async barriersOf(page: Page): Promise<string[]> {
    // What is half faded in has colours of no theme.
    await page.evaluate(FADED);
    await page.evaluate(this.axe);
    return page.evaluate<string[]>(`axe.run({ rules: ${ALSO_ASKED} }).then(({ violations }) => violations
      .flatMap(({ id, nodes }) => nodes
        .filter(({ html }) => id !== 'target-size' || !html.includes('data-also-in-table'))
        .map(({ html, failureSummary }) => [id, html, failureSummary].join(': '))))`);
  }

  /** Nothing on the page keeps anybody from using it, and it does not have to be moved sideways. */
  async expectUsable(page: Page): Promise<void> {
    expect(await this.barriersOf(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
