import { createHmac } from 'node:crypto';
import type { Revocation } from '@tocsin/contracts/topics/revocations';
import { type Tenant, tenants as tenantsTopic } from '@tocsin/contracts/topics/tenants';
import { defaultQuotas, type Quotas } from '@tocsin/domain/access/quotas';
import type { AccessStore } from '@tocsin/ports/access-store';
import type { AuditLedgerReader } from '@tocsin/ports/audit-ledger';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { Consumption, EventLog } from '@tocsin/ports/event-log';
import type { TenantKeys } from '@tocsin/runtime/tenant-keys';
import { AuthManager } from '../auth-manager.js';
import type { RateLimiter } from '../rate-limiter.js';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { Route } from '../route.js';
import { auditRoutes } from '../routes/audit.js';
import { serviceAccountRoutes } from '../routes/service-accounts.js';
import { sessionRoutes } from '../routes/sessions.js';
import { subjectRoutes } from '../routes/subjects.js';
import { tenantRoutes } from '../routes/tenants.js';
import { tokenRoutes } from '../routes/tokens.js';
import { userRoutes } from '../routes/users.js';
import { welcomeRoute } from '../routes/welcome.js';
import { AccessAudit } from './access-audit.js';
import type { AccessContext } from './access-context.js';
import { ApiKeyDirectory } from './api-key-directory.js';
import { AuditReader } from './audit-reader.js';
import { type ExternalIssuer, ExternalIssuers } from './external-issuers.js';
import type { MentionSource } from './mentions.js';
import { KeyRenewal } from './key-renewal.js';
import { IssuedTokens } from './issued-tokens.js';
import { PasswordHasher } from './password-hasher.js';
import { RevocationDirectory } from './revocation-directory.js';
import { ServiceAccounts } from './service-accounts.js';
import { Sessions } from './sessions.js';
import { type CertificateSigner, SubjectRights, type SubjectRightsOptions } from './subject-rights.js';
import { SubjectSearch, type SubjectSearchOptions } from './subject-search.js';
import { Subjects } from './subjects.js';
import { type Counts, Tenants } from './tenants.js';
import { Users } from './users.js';
import { WelcomeLinks } from './welcome-links.js';

export interface FrontDeskOptions {
  log: EventLog;
  topicPrefix: string;
  clock: Clock;
  ids: IdSource;
  /** Who may come in. */
  store: AccessStore;
  /** The data keys of tenants, by which names are sealed. */
  keys: TenantKeys;
  /** Signs what was erased. */
  signer(): CertificateSigner;
  auditLedger: Pick<AuditLedgerReader, 'sequencesOf'>;
  history: SubjectSearchOptions['history'];
  playbooksOf: SubjectSearchOptions['playbooksOf'];
  /** What people have written, for whoever looks for a name in it. */
  written: readonly MentionSource[];
  /** The secret that the platform's own tokens are signed with. */
  secret: string;
  limiter: RateLimiter;
  /** The tenant of who names none when logging in. */
  defaultTenant: string;
  /** Whose tokens let people in beside the platform's own. */
  issuers: readonly ExternalIssuer[];
  /** How much a tenant has of what others keep. */
  countsOf(tenant: string): Counts;
  /** How many notifications a tenant has sent in an hour, counted from 1970. */
  sentIn(tenant: string, hour: number): Promise<number>;
  /** When a tenant's history begins; null where there is none. */
  earliestSample(tenant: string): Promise<number | null>;
  /** Why nobody of a tenant may be erased now; null when that is so. */
  holdOf: SubjectRightsOptions['holdOf'];
  onError(error: unknown): void;
}

/** Who comes in, by what, and until when: everything about people, tokens and tenants, put together. */
export class FrontDesk {
  readonly auth: AuthManager;
  readonly subjects: Subjects;
  readonly tokens: IssuedTokens;
  readonly welcomeLinks: WelcomeLinks;
  readonly routes: readonly Route[];
  readonly #revocations: RevocationDirectory;
  readonly #apiKeys: ApiKeyDirectory;
  readonly #tenants = new CompactedDirectory<Tenant>(tenantsTopic, ({ tenant_id }) => tenant_id);
  readonly #rights: SubjectRights;
  readonly #renewal: KeyRenewal;
  readonly #options: FrontDeskOptions;

  constructor(options: FrontDeskOptions) {
    const { log, topicPrefix, clock, ids, store, keys, secret, limiter, defaultTenant } = options;
    this.#options = options;
    this.#revocations = new RevocationDirectory(options);
    this.#apiKeys = new ApiKeyDirectory(options);
    const audit = new AccessAudit(options);
    const subjects = new Subjects({ store, keys, clock });
    this.subjects = subjects;
    this.auth = new AuthManager({
      secret,
      clock,
      ids,
      subjects,
      isRevoked: (tenant, id) => this.#revocations.isRevoked(tenant, id),
      doors: [this.#apiKeys, new ExternalIssuers(options.issuers, clock)],
      onDenied: (principal, code) => audit.denied(principal, code),
    });
    const announce = (revoked: readonly Revocation[]): Promise<void> => this.#revocations.tell(revoked);
    const context: AccessContext = { store, subjects, clock, ids, announce };
    const hasher = new PasswordHasher();
    this.tokens = new IssuedTokens(context, this.auth);
    this.welcomeLinks = new WelcomeLinks(this.auth, this.tokens);
    const sessions = new Sessions(context, this.auth, hasher, (user) => audit.denied(user, 'login-refused'));
    const accounts = new ServiceAccounts(context, (key) => this.#apiKeys.learn(key));
    const tenants = new Tenants(context, (tenant) => this.#tenants.learn(tenant), options);
    const reader = new AuditReader(log, topicPrefix);
    const { history, written: sources, auditLedger: ledger, signer } = options;
    const search = new SubjectSearch({ audit: reader, history, sources, playbooksOf: options.playbooksOf, clock });
    this.#renewal = new KeyRenewal({ store, keys, clock, ids });
    this.#rights = new SubjectRights({ ...context, search, ledger, signer, holdOf: options.holdOf });
    const maskOf = (name: string): string => createHmac('sha256', secret).update(`login/${name}`).digest('base64url');
    this.routes = [
      ...sessionRoutes({ sessions, limiter, defaultTenant, maskOf }),
      welcomeRoute({ links: this.welcomeLinks, limiter }),
      ...userRoutes(new Users(context, hasher)),
      ...serviceAccountRoutes(accounts),
      ...tokenRoutes(this.tokens, accounts),
      ...auditRoutes(reader, subjects),
      ...subjectRoutes(this.#rights, keys, this.#renewal),
      ...tenantRoutes(tenants, this.#tenants),
    ];
  }

  /** How much a tenant may have. */
  quotasOf(tenant: string): Quotas {
    return this.#tenants.get(tenant, tenant)?.quotas ?? defaultQuotas;
  }

  /**
   * Knows from now on what other gateways let in and revoke.
   *
   * @param onRevoked - is told of each revocation once
   * @returns once everything that was said before is known
   */
  async follow(processName: string, onRevoked: (revocation: Revocation) => void): Promise<readonly Consumption[]> {
    const { log, topicPrefix } = this.#options;
    this.#revocations.listen(onRevoked);
    // Nobody waits for it: names are read with both keys until it is done.
    void this.#renewal.goOn('gateway').catch((error: unknown) => this.#options.onError(error));
    return Promise.all([
      this.#revocations.follow(processName),
      this.#apiKeys.follow(processName),
      this.#tenants.follow(log, topicPrefix, processName),
      this.#rights.follow(log, topicPrefix, processName),
    ]);
  }
}
