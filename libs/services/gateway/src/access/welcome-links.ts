import { scopesOf } from '@tocsin/domain/access/permission';
import type { AuthManager } from '../auth-manager.js';
import type { IssuedTokens, IssuingOnce } from './issued-tokens.js';

/** Long enough to start a browser, and to try again. */
const LINK_MS = 15 * 60_000;
/** A day's work. It is longer than the link is good, so that the link stays used for as long as it could be shown again. */
const ACCESS_SECONDS = 12 * 3_600;

/** Links that let the first admin in by a browser, each once. */
export class WelcomeLinks {
  constructor(
    private readonly auth: AuthManager,
    private readonly tokens: IssuedTokens,
  ) {}

  /**
   * What a link holds. It is signed and kept nowhere: that it was used stands in the database as the token that it gave, which
   * has its name.
   *
   * @param tenant - the first admin's own
   */
  issue(tenant: string): Promise<string> {
    return this.auth.issueWelcome(tenant, this.tokens.now() + LINK_MS);
  }

  /** Gives a token of the admin for what a link holds; null when it is no such thing, or has expired. */
  async open(secret: string): Promise<IssuingOnce | null> {
    const link = await this.auth.readWelcome(secret);
    if (link === null) return null;
    return this.tokens.issueOnce('welcome link', {
      id: link.id,
      subject: 'admin',
      tenant: link.tenant,
      scopes: scopesOf('admin'),
      role: 'admin',
      isOperator: true,
      expiresInSeconds: ACCESS_SECONDS,
    });
  }
}
