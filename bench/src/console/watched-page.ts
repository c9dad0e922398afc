import { gzipSync } from 'node:zlib';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Page } from 'playwright-core';

/** Longest that anything may take to be seen. */
const SEEN_MS_MAX = 120_000;

/** A page of a real browser, without anything kept from before, that times what is seen by its own clock. */
export class WatchedPage {
  private constructor(
    readonly page: Page,
    private readonly end: () => Promise<void>,
  ) {}

  static async open(): Promise<WatchedPage> {
    const options = { executablePath: await chromium.executablePath(), args: ['--no-sandbox'] };
    const browser = await playwright.launch(options);
    const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
    page.setDefaultTimeout(SEEN_MS_MAX);
    const session = await page.context().newCDPSession(page);
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    return new WatchedPage(page, () => browser.close());
  }

  close(): Promise<void> {
    return this.end();
  }

  /** From when an address is gone to until something is painted there, in ms. @param selector - of what has the text */
  async firstPaint(url: string, selector: string, text: string): Promise<number> {
    await this.page.goto(url, { waitUntil: 'commit' });
    // A page's clock begins when its address is gone to.
    return this.page.evaluate<number>(paintedWith(selector, text));
  }

  /** From when a choice of a field is made until what it leads to is painted, in ms. @param selector - of what then has the text */
  async chosen(label: string, value: string, selector: string, text: string): Promise<number> {
    const id = await this.page.getByLabel(label, { exact: true }).getAttribute('id');
    return this.page.evaluate<number>(`(() => {
      const field = document.getElementById(${JSON.stringify(id)});
      const began = performance.now();
      Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(field, ${JSON.stringify(value)});
      field.dispatchEvent(new Event('change', { bubbles: true }));
      return ${paintedWith(selector, text)}.then((at) => at - began);
    })()`);
  }

  /** Scrolls a region, a step with each frame. @returns how long each frame took, in ms */
  async scrolled(selector: string, stepPx: number, steps: number): Promise<number[]> {
    return this.page.evaluate<number[]>(`new Promise((resolve) => {
      const region = document.querySelector(${JSON.stringify(selector)});
      const frames = [];
      let last = performance.now();
      const step = (at) => {
        frames.push(at - last);
        last = at;
        region.scrollTop += ${stepPx};
        if (frames.length > ${steps}) resolve(frames.slice(1));
        else requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    })`);
  }

  /** The scripts that an address loads before anything is done there, packed; bytes. */
  async scriptBytes(url: string): Promise<number> {
    const sizes: Promise<number>[] = [];
    this.page.on('response', (response) => {
      if (response.request().resourceType() === 'script')
        sizes.push(response.body().then((body) => gzipSync(body).length));
    });
    await this.page.goto(url);
    await this.page.getByRole('heading', { level: 1 }).waitFor();
    this.page.removeAllListeners('response');
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }
}

/** A script that resolves with the page's time at which something with a text was painted. */
const paintedWith = (selector: string, text: string): string => `new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('it was not seen in time')), ${SEEN_MS_MAX});
  const look = () => {
    const isThere = [...document.querySelectorAll(${JSON.stringify(selector)})]
      .some((one) => one.textContent.includes(${JSON.stringify(text)}));
    // What was put there in this frame is painted at its end.
    if (isThere) requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    else requestAnimationFrame(look);
  };
  look();
})`;
