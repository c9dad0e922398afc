import { type Page, RealBrowser } from './browser.js';
import { dataOf, HealingWorld, password } from './healing-world.js';

/** A platform with people, and a real browser to look at its console with. */
export class ConsoleVisitor {
  private constructor(
    readonly world: HealingWorld,
    readonly browser: RealBrowser,
  ) {}

  static async arrive(): Promise<ConsoleVisitor> {
    const [world, browser] = await Promise.all([HealingWorld.open(), RealBrowser.open()]);
    return new ConsoleVisitor(world, browser);
  }

  async leave(): Promise<void> {
    await this.browser.close();
    await this.world.close();
  }

  /** A page of somebody who came in by name and password. */
  async pageOf(name: string, path = '/', theme: 'light' | 'dark' = 'light'): Promise<Page> {
    const page = await this.browser.page(theme);
    await page.goto(`${this.world.api.base}${path}`);
    await page.getByLabel('User').fill(name);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    return page;
  }

  /** A token of somebody's own, which can be taken away. */
  async tokenOf(subject: string): Promise<{ id: string; token: string }> {
    return dataOf(await this.world.api.insist(201, 'POST', '/api/tokens', { subject, role: 'editor' }));
  }

  /** Comes in by a token where the page asks who somebody is. */
  async showToken(page: Page, token: string): Promise<void> {
    await page.getByText('Token', { exact: true }).click();
    await page.locator('input[name="token"]').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** As {@link RealBrowser.expectUsable} has it. */
  expectUsable(page: Page): Promise<void> {
    return this.browser.expectUsable(page);
  }
}
