import { nearest } from './syntax-messages.js';
import { excerpt, fail } from './template-error.js';
import { entryOf, nil, typeName, type Value } from './values.js';

/**
 * A field of a value: an entry of a map, or one of the known fields of a sample or of the alert's data. There is no other
 * way into a value by name.
 */
export function fieldOf(value: Value, name: string): Value {
  switch (value.kind) {
    case 'nil':
      return nil;
    case 'map':
      return entryOf(value, name);
    case 'sample':
    case 'data': {
      const names = [...value.fields.keys()];
      const meant = nearest(name, names);
      const hint = meant === null ? `it has .${names.join(', .')}` : `did you mean .${meant}?`;
      return (
        value.fields.get(name) ??
        unknownField(
          name,
          value.kind === 'data' && value.type === 'alert' ? 'the data of an alert' : `type ${typeName(value)}`,
          hint,
        )
      );
    }
    case 'list':
      return unknownField(name, `type ${typeName(value)}`, 'take one of them with index or range');
    case 'samples':
      return unknownField(name, `type ${typeName(value)}`, 'take one of the samples with first, index or range');
    default:
      return unknownField(name, `type ${typeName(value)}`, 'only samples and maps have fields');
  }
}

function unknownField(name: string, where: string, hint: string): never {
  return fail(`can't evaluate field ${excerpt(name)} in ${where}; ${hint}`);
}
