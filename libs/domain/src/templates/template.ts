import { execute, type TemplateStart } from './execute.js';
import { fieldOf } from './fields.js';
import { alertFunctionNames, messageFunctionNames } from './functions.js';
import { TEMPLATE_BYTES_MAX } from './limits.js';
import { type MessageData, messageValue } from './message-value.js';
import { parse, type Vocabulary } from './parser.js';
import { alertVariables } from './scope.js';
import type { TemplateContext } from './template-context.js';
import { templateError, TemplateFailure, type TemplateError } from './template-error.js';
import type { Template } from './tree.js';
import { utf8Length } from './utf8.js';
import { dataValue } from './values.js';

export type { Template };

export type ParseOutcome =
  | { readonly kind: 'parsed'; readonly template: Template }
  | { readonly kind: 'refused'; readonly error: TemplateError };

export type ExpandOutcome =
  { readonly kind: 'expanded'; readonly text: string } | { readonly kind: 'failed'; readonly error: TemplateError };

/**
 * Parses the template of an alert's label or annotation, in the language of Go's `text/template` with the functions and
 * variables that Prometheus gives it.
 *
 * @param text - what the rule has; up to {@link TEMPLATE_BYTES_MAX} bytes
 */
export function parseTemplate(text: string): ParseOutcome {
  return parsed(text, { functions: alertFunctionNames, variables: alertVariables.map(([name]) => name) });
}

/**
 * Parses the template of a receiver's title or text: the same language, with the functions that Alertmanager gives it.
 *
 * @param text - what the receiver has; up to {@link TEMPLATE_BYTES_MAX} bytes
 */
export function parseMessageTemplate(text: string): ParseOutcome {
  return parsed(text, { functions: messageFunctionNames, variables: [] });
}

/**
 * Expands a template for one alert. The same template in the same context always gives the same outcome; what a template
 * may use is limited, and past a limit it fails and says so.
 *
 * @param context - what the template can see, and the limits that hold for it
 */
export function expandTemplate(template: Template, context: TemplateContext): ExpandOutcome {
  const data = dataValue(context);
  return expanded(template, context, { dot: data, variables: alertVariables.map(([, field]) => fieldOf(data, field)) });
}

/**
 * Expands a template of {@link parseMessageTemplate}, with the limits of {@link expandTemplate}.
 *
 * @param nowMs - what `now` and `since` take for the present, milliseconds since 1970
 */
export function expandMessageTemplate(template: Template, message: MessageData, nowMs: number): ExpandOutcome {
  const context: TemplateContext = {
    labels: {},
    externalLabels: {},
    externalUrl: message.externalURL,
    value: Number.NaN,
    nowMs,
    query: () => ({ error: 'a message has no queries' }),
  };
  return expanded(template, context, { dot: messageValue(message), variables: [] });
}

function parsed(text: string, vocabulary: Vocabulary): ParseOutcome {
  const bytes = utf8Length(text);
  if (bytes > TEMPLATE_BYTES_MAX) {
    const message = `too long a template: ${bytes} bytes where ${TEMPLATE_BYTES_MAX} is the limit; shorten it`;
    return { kind: 'refused', error: templateError('template_limit', message, text, 0) };
  }
  try {
    return { kind: 'parsed', template: parse(text, vocabulary) };
  } catch (error) {
    return { kind: 'refused', error: asTemplateError(error, text) };
  }
}

function expanded(template: Template, context: TemplateContext, start: TemplateStart): ExpandOutcome {
  try {
    return { kind: 'expanded', text: execute(template, context, start) };
  } catch (error) {
    return { kind: 'failed', error: asTemplateError(error, template.text) };
  }
}

/** What a template may ask by `query`: all its strings, as each may be a query or the format of one; none if it asks none. */
export function queryTexts(template: Template): readonly string[] {
  return template.functions.has('query') ? [...template.strings] : [];
}

function asTemplateError(error: unknown, text: string): TemplateError {
  // Anything else is a bug, here or in what answers queries.
  if (!(error instanceof TemplateFailure)) throw error;
  return templateError(error.code, error.message, text, error.at ?? 0);
}
