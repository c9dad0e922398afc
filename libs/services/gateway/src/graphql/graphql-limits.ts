import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { type ASTVisitor, GraphQLError, NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';

/** Deepest nesting of fields: a rule's nested conditions need nine, and nobody reads deeper. */
export const DEPTH_MAX = 12;
/** Most fields of one operation that are asked for at its top: each does what a request by REST does. */
export const ROOT_FIELDS_MAX = 10;
/** Most names that fields are given. */
const ALIASES_MAX = 15;
/** By armor's count of objects, scalars and depth; a rule with all fields of all kinds of conditions comes to 700. */
const COST_MAX = 2_000;
/** Most words and signs of a query; the introspection of a tool has 300. */
export const TOKENS_MAX = 2_000;

/**
 * What a query may be, beside being right. Looked at before that: whether a query is right takes time that grows with
 * the square of its fields. Introspection may be deep and dear where it is allowed at all.
 */
export function limitRules(mayIntrospect: boolean): ValidationRule[] {
  return [
    maxDepthRule({ n: DEPTH_MAX }),
    maxAliasesRule({ n: ALIASES_MAX }),
    costLimitRule({ maxCost: COST_MAX }),
    rootFieldsRule,
    ...(mayIntrospect ? [] : [NoSchemaIntrospectionCustomRule]),
  ];
}

const rootFieldsRule: ValidationRule = (context): ASTVisitor => ({
  OperationDefinition: (operation) => {
    const count = operation.selectionSet.selections.length;
    if (count <= ROOT_FIELDS_MAX) return;
    context.reportError(
      new GraphQLError(`An operation may ask for ${ROOT_FIELDS_MAX} fields at its top; this one asks for ${count}.`),
    );
  },
});
