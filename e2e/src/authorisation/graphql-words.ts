import type { Api } from '../world/api.js';
import type { Asked } from './row.js';

interface TypeRef {
  kind: string;
  name: string | null;
  /** Missing where the question went no deeper. */
  ofType?: TypeRef | null;
}
interface Field {
  name: string;
  args: { name: string; type: TypeRef }[];
  type: TypeRef;
}
interface TypeDefinition {
  kind: string;
  name: string;
  fields: Field[] | null;
}

/** How deep an answer is asked for; the server takes no deeper query from anybody. */
const DEPTH_MAX = 4;
/** A list of lists, none of them null, is six types deep. */
const ref = `${'kind name ofType { '.repeat(6)}kind name${' }'.repeat(6)}`;
const introspection = `{ __schema {
  queryType { name } mutationType { name } subscriptionType { name }
  types { kind name fields { name args { name type { ${ref} } } type { ${ref} } } }
} }`;

/** Writes queries for any field from the schema that the platform shows of itself, all that it answers asked for. */
export class GraphqlWords {
  private constructor(
    private readonly types: ReadonlyMap<string, TypeDefinition>,
    private readonly roots: Readonly<Record<string, string>>,
    private readonly subscription: string,
  ) {}

  static async read(api: Api): Promise<GraphqlWords> {
    const { body } = await api.insist(200, 'POST', '/graphql', { query: introspection });
    const { __schema } = body['data'] as {
      __schema: Record<'queryType' | 'mutationType' | 'subscriptionType', { name: string }> & {
        types: TypeDefinition[];
      };
    };
    const { queryType, mutationType, subscriptionType, types } = __schema;
    const roots = { query: queryType.name, mutation: mutationType.name };
    return new GraphqlWords(new Map(types.map((type) => [type.name, type])), roots, subscriptionType.name);
  }

  /** Such as `query rules`. */
  fields(): string[] {
    return Object.entries(this.roots).flatMap(([kind, root]) =>
      (this.types.get(root)?.fields ?? []).map(({ name }) => `${kind} ${name}`),
    );
  }

  /** What can be subscribed to. */
  subscriptions(): string[] {
    return (this.types.get(this.subscription)?.fields ?? []).map(({ name }) => name);
  }

  /**
   * Asks what REST was asked.
   *
   * @returns the status that the problem has; 200 without one
   */
  async ask(
    api: Api,
    which: string,
    { path = {}, query = '', body, headers = {} }: Asked,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const [kind = '', name = ''] = which.split(' ');
    const field = this.types.get(this.roots[kind] ?? '')?.fields?.find((one) => one.name === name);
    if (field === undefined) throw new Error(`GraphQL has no ${which}`);
    const words = { ...Object.fromEntries(new URLSearchParams(query)), ...path, if_match: headers['if-match'] };
    const given: Record<string, unknown> = { ...words, input: body };
    const args = field.args.filter((arg) => given[arg.name] !== undefined);
    for (const { name, type } of args) if (numeric.has(namedOf(type))) given[name] = Number(given[name]);
    const [declared, passed] = [
      args.map((arg) => `$${arg.name}: ${text(arg.type)}`),
      args.map((arg) => `${arg.name}: $${arg.name}`),
    ];
    const asked = `${kind}${inBrackets(declared)} { ${name}${inBrackets(passed)} ${this.#selection(field.type, DEPTH_MAX)} }`;
    const answer = await api.ask('POST', '/graphql', { query: asked, variables: given });
    const [error] = (answer.body['errors'] ?? []) as { message: string; extensions?: { status?: number } }[];
    if (error === undefined || answer.status === 401) return answer;
    if (error.extensions?.status === undefined) throw new Error(`${asked}: ${error.message}`);
    return { status: error.extensions.status, body: answer.body };
  }

  #selection(type: TypeRef, depth: number): string {
    const named = namedOf(type);
    const definition = this.types.get(named);
    if (definition?.kind === 'UNION') return '{ __typename }';
    if (definition?.fields === null || definition === undefined) return '';
    const inner = definition.fields
      .filter(({ type: of }) => depth > 1 || this.types.get(namedOf(of))?.fields === null)
      .map(({ name, type: of }) => `${name} ${this.#selection(of, depth - 1)}`);
    return `{ __typename ${inner.join(' ')} }`;
  }
}

const numeric = new Set(['Int', 'Float']);
const inBrackets = (words: readonly string[]): string => (words.length === 0 ? '' : `(${words.join(', ')})`);
const namedOf = ({ name, ofType }: TypeRef): string => name ?? (ofType == null ? '' : namedOf(ofType));

function text({ kind, name, ofType }: TypeRef): string {
  if (ofType == null) return name ?? '';
  return kind === 'LIST' ? `[${text(ofType)}]` : `${text(ofType)}!`;
}
