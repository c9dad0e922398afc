import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { provesInclusion } from '@tocsin/domain/ledger/tree-proofs';
import { nodeLedgerCrypto as crypto, rawPublicKey } from '@tocsin/runtime/ledger-crypto';
import { Api } from './api.js';
import { MessageInbox } from './message-inbox.js';
import { Standalone } from './standalone.js';

/** Of everybody here. */
export const password = 'correct horse battery staple';

/** A run as the API tells of it, as far as tests look. */
export interface Run {
  id: string;
  state: string;
  reason: string;
  plan_hash: string;
  plan: { steps: { actions: { effect: string }[] }[] };
  events: { type: string; guard?: string }[];
}

export const dataOf = <Data>(answer: { body: Record<string, unknown> }): Data => answer.body['data'] as Data;

/** In one process, or in several. */
interface Platform {
  readonly api: Api;
  remove(): Promise<void>;
}

/** A platform with people of several roles, and somebody on call who hears of everything. */
export class HealingWorld {
  private constructor(
    private readonly platform: Platform,
    readonly inbox: MessageInbox,
    /** An approver who writes playbooks. */
    readonly ann: Api,
    /** Another approver. */
    readonly bob: Api,
    /** An editor. */
    readonly eve: Api,
    private readonly home: string,
  ) {}

  /** @param settings - further lines of the file of settings, in YAML */
  static async open(env: Readonly<Record<string, string>> = {}, settings = ''): Promise<HealingWorld> {
    return HealingWorld.on((config) => Standalone.start({ TOCSIN_CONFIG: config, ...env }), settings);
  }

  /**
   * @param start - starts the platform with the file of settings that it is given
   * @param settings - further lines of that file, in YAML
   */
  static async on(start: (config: string) => Promise<Platform>, settings = ''): Promise<HealingWorld> {
    const home = await mkdtemp(join(tmpdir(), 'tocsin-healing-'));
    const config = join(home, 'monitoring.yaml');
    // The tests look for what comes, often, from one address.
    await writeFile(config, `security: { enable_rate_limiting: false }\n${settings}`);
    const platform = await start(config);
    const { api } = platform;
    const inbox = await MessageInbox.start();
    const somebody = async (name: string, role: string): Promise<Api> => {
      await api.insist(201, 'POST', '/api/users', { name, password, role });
      const opened = await api.insist(201, 'POST', '/api/sessions', { user: name, password });
      return new Api(api.base, dataOf<{ access_token: string }>(opened).access_token);
    };
    const [ann, bob] = [await somebody('ann', 'approver'), await somebody('bob', 'approver')];
    const eve = await somebody('eve', 'editor');
    const { id: receiver } = dataOf<{ id: string }>(
      await api.insist(201, 'POST', '/api/receivers', { name: 'on call', type: 'webhook', url: inbox.url }),
    );
    await api.insist(201, 'PUT', '/api/notification-policy', {
      route: { receivers: [receiver], group_by: ['alertname'], group_wait: '0s', group_interval: '1s' },
    });
    return new HealingWorld(platform, inbox, ann, bob, eve, home);
  }

  get api(): Api {
    return this.platform.api;
  }

  async runs(): Promise<{ id: string; state: string }[]> {
    return dataOf(await this.api.insist(200, 'GET', '/api/healing-runs'));
  }

  runUntil(id: string, isThere: (run: Run) => boolean): Promise<Run> {
    return this.api.dataUntil<Run>(`/api/healing-runs/${id}`, isThere);
  }

  /** The run that is not among those known. */
  async newRun(known: readonly { id: string }[]): Promise<Run> {
    const isNew = ({ id }: { id: string }): boolean => known.every((one) => one.id !== id);
    const listed = await this.api.dataUntil<{ id: string }[]>('/api/healing-runs', (all) => all.some(isNew));
    return this.runUntil(listed.find(isNew)?.id ?? '', () => true);
  }

  /** Resolves when people were told something of a run. */
  async untilTold(alertname: string, runId: string): Promise<void> {
    await this.inbox.until((messages) =>
      messages.some(({ groupLabels, body }) => groupLabels['alertname'] === alertname && body.includes(runId)),
    );
  }

  /** Resolves when a rule fires for nobody. */
  async untilWell(rule: string): Promise<void> {
    await this.api.alertsUntil((alerts) =>
      alerts.every(({ rule_name, state }) => rule_name !== rule || state !== 'firing'),
    );
  }

  /** Resolves when the audit's ledger says that a guard held a playbook back. */
  async untilHeld(playbookId: string, guard: string): Promise<void> {
    await this.api.dataUntil<{ event: { type: string; subject: string; details: { guard?: string } } }[]>(
      '/api/audit/entries?limit=500',
      (entries) =>
        entries.some(
          ({ event }) =>
            event.type === 'healing_held' &&
            event.subject === `playbook/${playbookId}` &&
            event.details.guard === guard,
        ),
    );
  }

  /** A run stands in the ledger with all that happened to it, and its end is proved by what the public key alone verifies. */
  async expectProved(runId: string): Promise<void> {
    interface Entry {
      sequence: number;
      event: { subject: string; details: { event?: string } };
    }
    const isOfRun = ({ event }: Entry): boolean => event.subject === `healing-run/${runId}`;
    const isEnd = (entry: Entry): boolean => isOfRun(entry) && entry.event.details.event === 'ended';
    const entries = await this.api.dataUntil<Entry[]>('/api/audit/entries?limit=500', (all) => all.some(isEnd));
    const end = entries.find(isEnd) as Entry;
    expect(entries.filter(isOfRun).map(({ event }) => event.details.event)).toEqual(
      expect.arrayContaining(['planned', 'effect_began', 'effect_ended', 'ended']),
    );
    const size = Math.max(...entries.map(({ sequence }) => sequence)) + 1;
    const { leaf, root, proof } = dataOf<{ leaf: string; root: string; proof: string[] }>(
      await this.api.insist(200, 'GET', `/api/audit/proof?entry=${end.sequence}&size=${size}`),
    );
    const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64');
    const claim = { index: end.sequence, size, leaf: bytes(leaf), root: bytes(root), proof: proof.map(bytes) };
    expect(provesInclusion(crypto, claim)).toBe(true);
    const { checkpoint, public_key } = dataOf<{ checkpoint: string; public_key: string }>(
      await this.api.insist(200, 'GET', '/api/audit/checkpoint'),
    );
    expect(readCheckpoint(crypto, checkpoint, rawPublicKey(public_key)).kind).toBe('signed');
  }

  async close(): Promise<void> {
    await this.platform.remove();
    await this.inbox.stop();
    await rm(this.home, { recursive: true });
  }
}
