import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/** Whatever JSON can say: where a value may be one of many shapes, GraphQL has no type for what is sent. */
export const JsonScalar = new GraphQLScalarType<unknown>({
  name: 'JSON',
  description: 'Any JSON value; what it must look like is told in the description of the field, and by /docs/api.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueOf(node, variables ?? {}),
});

function valueOf(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values.map((value) => valueOf(value, variables));
    case Kind.OBJECT:
      // A field named __proto__ stays a field like any other, and is refused by whoever checks the object.
      return node.fields.reduce<Record<string, unknown>>((object, { name, value }) => {
        Object.defineProperty(object, name.value, {
          value: valueOf(value, variables),
          enumerable: true,
          writable: true,
          configurable: true,
        });
        return object;
      }, {});
    case Kind.VARIABLE:
      return variables[node.name.value];
  }
}
