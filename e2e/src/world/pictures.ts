import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from './browser.js';

/** The pictures of README and docs, by the tests that take them. */
export const pictures = {
  console: ['home', 'rule-editor', 'alert-why', 'healing-approval', 'predictions'],
  'first-five-minutes': ['first-1-begin', 'first-2-sample', 'first-3-rule', 'first-4-receiver', 'first-5-told'],
} as const;

/** Where they lie in the project. */
export const PICTURES = 'docs/images';
const SIZE = { width: 1_280, height: 800 };

/**
 * Takes the pictures of one test, at one size. With UPDATE_PICTURES=true they go into the project; else to a place that
 * is left behind by nobody, so that it is seen that each can be taken.
 */
export class Album<Name extends keyof typeof pictures> {
  readonly #taken = new Set<string>();

  private constructor(
    private readonly name: Name,
    private readonly directory: string,
    private readonly isKept: boolean,
  ) {}

  static async open<Name extends keyof typeof pictures>(name: Name): Promise<Album<Name>> {
    const isKept = process.env['UPDATE_PICTURES'] === 'true';
    const directory = isKept ? PICTURES : await mkdtemp(join(tmpdir(), 'tocsin-pictures-'));
    return new Album(name, directory, isKept);
  }

  /** What a page shows once it is as large as every picture. @param until - what is to be seen in any case */
  async take(page: Page, picture: (typeof pictures)[Name][number], until?: Locator): Promise<void> {
    await page.setViewportSize(SIZE);
    await until?.scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(this.directory, `${picture}.png`), caret: 'hide' });
    this.#taken.add(picture);
  }

  /** No picture is left that this test was to take. */
  expectWhole(): void {
    expect([...this.#taken].sort()).toEqual([...pictures[this.name]].sort());
  }

  async close(): Promise<void> {
    if (!this.isKept) await rm(this.directory, { recursive: true });
  }
}
