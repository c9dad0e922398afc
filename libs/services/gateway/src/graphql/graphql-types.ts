import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  GraphQLUnionType,
} from 'graphql';
import { z } from 'zod';
import { JsonScalar } from './json-scalar.js';

/** As much of JSON Schema as zod writes. */
export interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  maximum?: number;
  description?: string;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

type Direction = 'input' | 'output';

const INT_MAX = 2_147_483_647;
const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/** GraphQL's types of zod's schemas; each schema that has a name becomes one type. */
export class GraphqlTypes {
  readonly #named = new Map<string, GraphQLInputType | GraphQLOutputType>();
  readonly #enums = new Map<string, GraphQLEnumType>();

  /** @param name - of the type, when the schema has none of its own */
  output(schema: z.ZodType, name: string): GraphQLOutputType {
    return new Converter(this.#named, this.#enums, 'output', schema).convert(name) as GraphQLOutputType;
  }

  /** @param name - of the type, when the schema has none of its own */
  input(schema: z.ZodType, name: string): GraphQLInputType {
    return new Converter(this.#named, this.#enums, 'input', schema).convert(name) as GraphQLInputType;
  }
}

/** Converts one schema, together with the named ones that stand in it. */
class Converter {
  readonly #root: JsonSchema;

  constructor(
    private readonly named: Map<string, GraphQLInputType | GraphQLOutputType>,
    private readonly enums: Map<string, GraphQLEnumType>,
    private readonly direction: Direction,
    schema: z.ZodType,
  ) {
    this.#root = z.toJSONSchema(schema, {
      target: 'draft-2020-12',
      io: direction,
      unrepresentable: 'any',
    }) as JsonSchema;
  }

  convert(name: string): GraphQLInputType | GraphQLOutputType {
    return this.#typeOf(this.#root, name);
  }

  #typeOf(schema: JsonSchema, name: string): GraphQLInputType | GraphQLOutputType {
    if (schema.$ref !== undefined) return this.#referenced(schema.$ref);
    if (Array.isArray(schema.type)) {
      const [only, ...more] = schema.type.filter((type) => type !== 'null');
      return only === undefined || more.length > 0 ? JsonScalar : this.#typeOf({ ...schema, type: only }, name);
    }
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return this.#choice(choices, name);
    if (schema.enum !== undefined) return this.#enumeration(schema.enum, name);
    if (schema.const !== undefined) return scalarOf(typeof schema.const, schema);
    if (schema.type === 'array') return new GraphQLList(this.#present(schema.items ?? {}, name));
    if (schema.type === 'object') return this.#object(schema, name);
    return scalarOf(schema.type, schema);
  }

  #referenced(reference: string): GraphQLInputType | GraphQLOutputType {
    if (reference === '#') return this.#typeOf(this.#root, 'Root');
    const id = reference.replace('#/$defs/', '');
    const schema = this.#root.$defs?.[id];
    return schema === undefined ? JsonScalar : this.#typeOf(schema, pascal(id));
  }

  /** Nullable, one of several objects that name their kind, or JSON. */
  #choice(choices: readonly JsonSchema[], name: string): GraphQLInputType | GraphQLOutputType {
    const present = choices.filter(({ type }) => type !== 'null');
    const [only] = present;
    if (present.length === 1 && only !== undefined) return this.#typeOf(only, name);
    return this.direction === 'output' ? (this.#union(present, name) ?? JsonScalar) : JsonScalar;
  }

  #union(choices: readonly JsonSchema[], name: string): GraphQLUnionType | null {
    const known = this.named.get(name);
    if (known instanceof GraphQLUnionType) return known;
    const resolved = choices.map((choice) => this.#resolved(choice));
    const kinds = resolved.map(({ properties = {} }) => properties['type']?.const);
    if (kinds.some((kind) => typeof kind !== 'string')) return null;
    const byKind = new Map(kinds.map((kind, i) => [kind as string, resolved[i] as JsonSchema]));
    const types = [...byKind].map(([kind, schema]) => this.#object(schema, `${name}${pascal(kind)}`));
    if (!types.every((type) => type instanceof GraphQLObjectType)) return null;
    const union = new GraphQLUnionType({
      name,
      types,
      resolveType: (value: { type: string }) => `${name}${pascal(value.type)}`,
    });
    this.named.set(name, union);
    return union;
  }

  #resolved(schema: JsonSchema): JsonSchema {
    const id = schema.$ref?.replace('#/$defs/', '');
    return id === undefined ? schema : (this.#root.$defs?.[id] ?? schema);
  }

  #enumeration(values: readonly unknown[], name: string): GraphQLInputType | GraphQLOutputType {
    const isNamed = values.every((value) => typeof value === 'string' && NAME.test(value) && !reserved.has(value));
    if (!isNamed) return scalarOf(typeof values[0], {});
    // Equal lists of values are one type, whatever sends or answers them.
    const key = JSON.stringify(values);
    let type = this.enums.get(key);
    if (type === undefined) {
      const taken = [...this.enums.values()].some((other) => other.name === name);
      type = new GraphQLEnumType({
        name: taken ? `${name}${this.enums.size}` : name,
        values: Object.fromEntries((values as string[]).map((value) => [value, { value }])),
      });
      this.enums.set(key, type);
    }
    return type;
  }

  #object(schema: JsonSchema, name: string): GraphQLInputType | GraphQLOutputType {
    const properties = Object.entries(schema.properties ?? {});
    if (properties.length === 0 || !properties.every(([field]) => NAME.test(field) && !field.startsWith('__')))
      return JsonScalar;
    const own = this.direction === 'input' && !name.endsWith('Input') ? `${name}Input` : name;
    const known = this.named.get(own);
    if (known !== undefined) return known;
    const required = new Set(schema.required);
    const described = schema.description === undefined ? {} : { description: schema.description };
    const fields = <Type>() =>
      Object.fromEntries(
        properties.map(([field, property]) => {
          const type = this.#typeOf(property, `${name.replace(/Input$/, '')}${pascal(field)}`);
          const isPresent = required.has(field) && !isNullable(property);
          const { description } = property;
          return [
            field,
            {
              type: (isPresent ? new GraphQLNonNull(type) : type) as Type,
              ...(description === undefined ? {} : { description }),
            },
          ];
        }),
      );
    const type =
      this.direction === 'input'
        ? new GraphQLInputObjectType({ name: own, ...described, fields: () => fields<GraphQLInputType>() })
        : new GraphQLObjectType({ name: own, ...described, fields: () => fields<GraphQLOutputType>() });
    this.named.set(own, type);
    return type;
  }

  #present(schema: JsonSchema, name: string): GraphQLNonNull<GraphQLInputType & GraphQLOutputType> | GraphQLInputType {
    const type = this.#typeOf(schema, name) as GraphQLInputType;
    return isNullable(schema) ? type : new GraphQLNonNull(type as never);
  }
}

/** Words that GraphQL does not take as values of an enumeration. */
const reserved = new Set(['true', 'false', 'null']);

const isNullable = ({ anyOf = [], type }: JsonSchema): boolean =>
  type === 'null' || type?.includes('null') === true || anyOf.some((choice) => choice.type === 'null');

function scalarOf(type: JsonSchema['type'], { maximum }: JsonSchema): GraphQLInputType & GraphQLOutputType {
  switch (type) {
    case 'string':
      return GraphQLString;
    case 'boolean':
      return GraphQLBoolean;
    case 'integer':
      // GraphQL's integers have 32 bits, which times in milliseconds have outgrown.
      return maximum !== undefined && maximum <= INT_MAX ? GraphQLInt : GraphQLFloat;
    case 'number':
      return GraphQLFloat;
    default:
      return JsonScalar;
  }
}

/** `rule_groups`, `rule-groups` and `ruleGroups` are all `RuleGroups`. */
export function pascal(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`)
    .join('');
}
