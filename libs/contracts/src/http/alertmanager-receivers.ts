import { parseMessageTemplate } from '@tocsin/domain/templates/template';
import { type ReceiverDraft, ReceiverDraftSchema } from '../topics/receivers.js';
import type { Path } from './yaml-places.js';

/** A receiver that a configuration describes, as a user would write it, with its secret. */
export interface DescribedTarget {
  readonly draft: ReceiverDraft;
  /** What tells it apart from others of the same name, and holds no secret. */
  readonly key: string;
  readonly path: Path;
}

export interface ImportedReceiver {
  readonly id: string;
  readonly draft: ReceiverDraft;
  readonly path: Path;
}

interface DescribedReceiver {
  readonly name: string;
  readonly targets: readonly DescribedTarget[];
  /** Whether it tells anybody; one that does not is meant to tell nobody. */
  readonly tells: boolean;
  /** Within the list of receivers. */
  readonly path: Path;
}

interface Notes {
  /** Whether the tenant has a receiver of the name, which is used instead of what is described. */
  isKnown(name: string): boolean;
  /** Why receivers of a type cannot be made here; null when they can. */
  refusalOfType(type: ReceiverDraft['type']): string | null;
  fault(path: Path, message: string): void;
  lose(path: Path, message: string): void;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How a kind of Alertmanager's receivers is written here. */
interface Kind {
  readonly type: ReceiverDraft['type'];
  /** Fields here, by the fields there that say the same. */
  readonly fields: Readonly<Record<string, string>>;
  /** Fields there that a global setting may stand for. */
  readonly globals: Readonly<Record<string, string>>;
  /** Fields there without which there is no receiver. */
  readonly needed: readonly string[];
  /** Whether what is over is told unless it is said otherwise. */
  readonly sendsResolved: boolean;
}

const kinds: Readonly<Record<string, Kind>> = {
  webhook_configs: { type: 'webhook', fields: { url: 'url' }, globals: {}, needed: ['url'], sendsResolved: true },
  email_configs: {
    type: 'email',
    fields: { to: 'to', text: 'text' },
    globals: {},
    needed: ['to'],
    sendsResolved: false,
  },
  slack_configs: {
    type: 'slack',
    fields: { api_url: 'webhook_url', title: 'title', text: 'text' },
    globals: { api_url: 'slack_api_url' },
    needed: ['api_url'],
    sendsResolved: false,
  },
  discord_configs: {
    type: 'discord',
    fields: { webhook_url: 'webhook_url', title: 'title', message: 'text' },
    globals: {},
    needed: ['webhook_url'],
    sendsResolved: true,
  },
  msteamsv2_configs: {
    type: 'msteams',
    fields: { webhook_url: 'webhook_url', title: 'title', text: 'text' },
    globals: {},
    needed: ['webhook_url'],
    sendsResolved: true,
  },
  pagerduty_configs: {
    type: 'pagerduty',
    fields: { routing_key: 'routing_key', url: 'url', description: 'title' },
    globals: { url: 'pagerduty_url' },
    needed: ['routing_key'],
    sendsResolved: true,
  },
  telegram_configs: {
    type: 'telegram',
    fields: {
      bot_token: 'bot_token',
      chat_id: 'chat_id',
      message_thread_id: 'message_thread_id',
      api_url: 'api_url',
      message: 'text',
    },
    globals: { api_url: 'telegram_api_url' },
    needed: ['bot_token', 'chat_id'],
    sendsResolved: true,
  },
};

/** Global settings that receivers are made of. */
export const usedGlobals = new Set(Object.values(kinds).flatMap(({ globals }) => Object.values(globals)));

/** Alertmanager writes Telegram's messages in HTML unless it is told otherwise. */
const holdsMarkup = (text: string, parseMode: unknown): boolean =>
  parseMode === undefined || parseMode === 'HTML' ? text.includes('<') : parseMode !== '';

/** Calls a template that only a file of the configuration can define. */
const callsTemplate = (text: string): boolean => /\{\{-?\s*template\s/.test(text) && !/\{\{-?\s*define\s/.test(text);

/**
 * Reads the receivers of a configuration of Alertmanager. Those of kinds that there are here are made, where the text says
 * all that they need; everything else is told as lost.
 */
export function readReceivers(receivers: readonly unknown[], globals: Fields, notes: Notes): DescribedReceiver[] {
  return receivers.flatMap((receiver, i) => {
    if (!isFields(receiver) || typeof receiver['name'] !== 'string' || receiver['name'].trim() === '') {
      notes.fault([i], 'is no receiver: it has no name');
      return [];
    }
    const { name, ...described } = receiver;
    const reader = new TargetReader(String(name), globals, notes);
    const targets = Object.entries(described).flatMap(([kind, configs]) => reader.read(kind, configs, [i, kind]));
    const tells = Object.values(described).some(
      (configs) => configs !== '' && (!Array.isArray(configs) || configs.length > 0),
    );
    return [{ name: String(name), targets, tells, path: [i] }];
  });
}

/** Reads what one receiver of a configuration tells. */
class TargetReader {
  constructor(
    private readonly name: string,
    private readonly globals: Fields,
    private readonly notes: Notes,
  ) {}

  read(kind: string, configs: unknown, path: Path): DescribedTarget[] {
    if (configs === '') return [];
    if (!Array.isArray(configs)) {
      this.notes.fault(path, 'is no list');
      return [];
    }
    const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (kind !== 'webhook_configs' && this.notes.isKnown(this.name)) {
      this.notes.lose(path, `is not taken over: the receiver named "${this.name}" that is there is used as it is`);
      return [];
    }
    if (known === undefined) {
      const why = kind === 'msteams_configs' ? 'Microsoft has ended connectors' : 'there is no such kind here';
      this.notes.lose(path, `cannot be taken over: ${why}; create a receiver named "${this.name}" and import again`);
      return [];
    }
    const refusal = this.notes.refusalOfType(known.type);
    if (refusal !== null) {
      this.notes.lose(path, `cannot be taken over: ${refusal}`);
      return [];
    }
    return configs.flatMap((config, j) => this.#target(known, config, [...path, j], `${kind}/${j}`));
  }

  #target(kind: Kind, config: unknown, path: Path, place: string): DescribedTarget[] {
    if (!isFields(config)) {
      this.notes.fault(path, 'is no map of fields');
      return [];
    }
    const { type, fields, globals, needed, sendsResolved } = kind;
    const said: Record<string, unknown> = {};
    for (const [there, here] of Object.entries(fields)) {
      const own = config[there];
      const common = globals[there] === undefined ? undefined : this.globals[globals[there]];
      if (own !== undefined && own !== '') said[here] = own;
      else if (common !== undefined && common !== '') said[here] = common;
    }
    this.#loseTheRest(kind, config, path);
    this.#keepOwnWords(kind, config, said, path);
    const missing = needed.find((field) => said[fields[field] as string] === undefined);
    if (missing !== undefined) {
      this.notes.lose(path, whyMissing(missing, config));
      return [];
    }
    const { send_resolved: asked } = config;
    const send_resolved = asked === undefined || asked === '' ? sendsResolved : asked === 'true';
    const draft = ReceiverDraftSchema.safeParse({
      ...said,
      ...typed(type, said),
      type,
      name: this.name,
      send_resolved,
    });
    if (!draft.success) return this.#wrong(kind, draft.error.issues[0], path);
    const key = draft.data.type === 'webhook' ? draft.data.url : place;
    return [{ draft: draft.data, key, path }];
  }

  #loseTheRest({ type, fields }: Kind, config: Fields, path: Path): void {
    for (const field of Object.keys(config)) {
      if (field === 'send_resolved' || Object.hasOwn(fields, field) || config[field] === '') continue;
      const hasSubject = type === 'email' && field === 'headers' && isFields(config[field]);
      if (hasSubject) {
        for (const header of Object.keys(config[field] as Fields))
          if (header.toLowerCase() !== 'subject') this.notes.lose([...path, field, header], 'is not taken over');
      } else this.notes.lose([...path, field], lossOf(field, fields));
    }
  }

  /** Templates are taken over where they mean here what they mean there. */
  #keepOwnWords({ type, fields }: Kind, config: Fields, said: Record<string, unknown>, path: Path): void {
    if (type === 'email' && isFields(config['headers'])) {
      const subject = Object.entries(config['headers']).find(([header]) => header.toLowerCase() === 'subject')?.[1];
      if (typeof subject === 'string' && subject !== '') said['title'] = subject;
    }
    for (const here of ['title', 'text']) {
      const text = said[here];
      if (typeof text !== 'string') continue;
      const there = Object.entries(fields).find(([, own]) => own === here)?.[0];
      const at = there === undefined ? [...path, 'headers'] : [...path, there];
      const isMarkup = type === 'telegram' && holdsMarkup(text, config['parse_mode']);
      const parsed = parseMessageTemplate(text);
      const why = callsTemplate(text)
        ? 'it calls a template of a file'
        : isMarkup
          ? 'it writes markup, and templates give plain text here'
          : parsed.kind === 'refused'
            ? parsed.error.message
            : null;
      if (why === null) continue;
      delete said[here];
      this.notes.lose(at, `is not taken over, and the default's words are used: ${why}`);
    }
  }

  #wrong(kind: Kind, issue: { path: PropertyKey[]; message: string } | undefined, path: Path): [] {
    const here = String(issue?.path[0] ?? '');
    const there = Object.entries(kind.fields).find(([, own]) => own === here)?.[0] ?? here;
    const at = there === '' ? path : [...path, there];
    // The address of a webhook stands in clear, and what is wrong with it is a mistake rather than a loss.
    if (kind.type === 'webhook') this.notes.fault(at, 'is no address such as "https://host/path"');
    else this.notes.lose(at, `cannot be taken over: it ${issue?.message ?? 'is wrong'}`);
    return [];
  }
}

/** Values that a configuration writes in another way. */
function typed(type: ReceiverDraft['type'], said: Fields): Fields {
  const { to, message_thread_id: thread } = said;
  if (type === 'email' && typeof to === 'string') return { to: to.split(',').map((one) => addressOf(one.trim())) };
  if (type === 'telegram' && thread !== undefined) return { message_thread_id: Number(thread) };
  return {};
}

/** Of `Name <address>`, the address. */
function addressOf(text: string): string {
  const [begin, end] = [text.lastIndexOf('<'), text.lastIndexOf('>')];
  return begin >= 0 && end > begin ? text.slice(begin + 1, end) : text;
}

function whyMissing(field: string, config: Fields): string {
  const file = config[`${field}_file`];
  if (file !== undefined && file !== '')
    return `cannot be taken over: \`${field}\` stands in a file, which is not read; write it into the configuration`;
  return `cannot be taken over: it names no \`${field}\``;
}

function lossOf(field: string, fields: Readonly<Record<string, string>>): string {
  const of = field.endsWith('_file') ? field.slice(0, -'_file'.length) : '';
  return Object.hasOwn(fields, of) ? 'is not taken over: files are not read' : 'is not taken over';
}
