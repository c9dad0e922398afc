import { timingSafeEqual } from 'node:crypto';
import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { type ApiKey, apiKeys } from '@tocsin/contracts/topics/api-keys';
import { scopesOf } from '@tocsin/domain/access/permission';
import type { AccessStore } from '@tocsin/ports/access-store';
import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, EventLog, LogRecord } from '@tocsin/ports/event-log';
import { followTopic } from '@tocsin/ports/follow-topic';
import type { Principal, TokenDoor } from '../auth-manager.js';
import { unauthorized } from '../problem.js';
import { hashOfApiKey, idOfApiKey } from './api-key-text.js';

/** How often the times of last uses are written down; between, they are kept in memory. */
const WRITE_PERIOD_MS = 30_000;

export interface ApiKeyDirectoryOptions {
  store: AccessStore;
  log: EventLog;
  topicPrefix: string;
  clock: Clock;
  onError(error: unknown): void;
}

/** The door for service accounts: their keys as the topic has them now. */
export class ApiKeyDirectory implements TokenDoor {
  readonly isOfPrograms = true;
  readonly #keys = new Map<string, ApiKey>();
  readonly #options: ApiKeyDirectoryOptions;
  #uses = new Map<string, { tenant: string; at: number }>();

  constructor(options: ApiKeyDirectoryOptions) {
    this.#options = options;
  }

  /** @returns once every key that there is is known */
  async follow(processName: string): Promise<Consumption> {
    const { log, topicPrefix, clock } = this.#options;
    const following = await followTopic(log, {
      topic: topicName(apiKeys, topicPrefix),
      group: `gateway.${apiKeys.name}.${processName}`,
      from: 'beginning',
      apply: (records) => this.#apply(records),
    });
    const stopWriting = clock.every(WRITE_PERIOD_MS, () => this.writeUses());
    const stop = async (): Promise<void> => {
      stopWriting();
      await following.stop();
      await this.writeUses();
    };
    return { ...following, stop };
  }

  /** Takes in a key before the topic tells of it, so that whoever has made it can use it. */
  learn(key: ApiKey): void {
    this.#keys.set(key.id, key);
  }

  takes(token: string): boolean {
    return token.startsWith('tsk_');
  }

  async verify(text: string): Promise<Principal> {
    const key = this.#keys.get(idOfApiKey(text) ?? '');
    const hash = Buffer.from(hashOfApiKey(text));
    if (key === undefined || !timingSafeEqual(hash, Buffer.from(key.hash)))
      throw unauthorized('api-key-unknown', 'There is no such API key; it may have been revoked.');
    const now = this.#options.clock.now();
    if (key.expires_at <= now) throw unauthorized('token-expired', 'The API key has expired; make a new one.');
    this.#uses.set(key.id, { tenant: key.tenant_id, at: now });
    return {
      subject: `service-account/${key.account}`,
      tenant: key.tenant_id,
      scopes: scopesOf(key.role),
      role: key.role,
      tier: 'standard',
      revocableBy: [key.id],
      account: key.account_id,
      expiresAt: key.expires_at,
    };
  }

  /** Writes down when keys were used last. */
  async writeUses(): Promise<void> {
    const byTenant = new Map<string, { id: string; at: number }[]>();
    for (const [id, { tenant, at }] of this.#uses) byTenant.set(tenant, [...(byTenant.get(tenant) ?? []), { id, at }]);
    this.#uses = new Map();
    const { store, onError } = this.#options;
    for (const [tenant, uses] of byTenant) await store.inTenant(tenant, (tx) => tx.touchApiKeys(uses)).catch(onError);
  }

  #apply(records: readonly LogRecord[]): void {
    for (const { key, value } of records) {
      if (value === null) this.#keys.delete(key?.slice(key.indexOf('/') + 1) ?? '');
      else {
        const decoded = decodeJson(apiKeys, value);
        if (decoded.kind === 'value') this.learn(decoded.value);
      }
    }
  }
}
