import { execute } from './execute.js';
import { functionNames } from './functions.js';
import { TEMPLATE_BYTES_MAX } from './limits.js';
import { parse } from './parser.js';
import type { TemplateContext } from './template-context.js';
import { templateError, TemplateFailure, type TemplateError } from './template-error.js';
import type { Template } from './tree.js';
import { utf8Length } from './utf8.js';

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
  const bytes = utf8Length(text);
  if (bytes > TEMPLATE_BYTES_MAX) {
    const message = `too long a template: ${bytes} bytes where ${TEMPLATE_BYTES_MAX} is the limit; shorten it`;
    return { kind: 'refused', error: templateError('template_limit', message, text, 0) };
  }
  try {
    return { kind: 'parsed', template: parse(text, functionNames) };
  } catch (error) {
    return { kind: 'refused', error: asTemplateError(error, text) };
  }
}

/**
 * Expands a template for one alert. The same template in the same context always gives the same outcome; what a template
 * may use is limited, and past a limit it fails and says so.
 *
 * @param context - what the template can see, and the limits that hold for it
 */
export function expandTemplate(template: Template, context: TemplateContext): ExpandOutcome {
  try {
    return { kind: 'expanded', text: execute(template, context) };
  } catch (error) {
    return { kind: 'failed', error: asTemplateError(error, template.text) };
  }
}

/** Whether expanding a template may ask queries: whether it names `query` anywhere. */
export function usesQuery(template: Template): boolean {
  return template.functions.has('query');
}

function asTemplateError(error: unknown, text: string): TemplateError {
  // Anything else is a bug, here or in what answers queries.
  if (!(error instanceof TemplateFailure)) throw error;
  return templateError(error.code, error.message, text, error.at ?? 0);
}
