import type { NotificationMessage } from '@tocsin/domain/alerting/notification-message';
import { expandMessageTemplate, parseMessageTemplate, type Template } from '@tocsin/domain/templates/template';
import { DEFAULT_TEXT, DEFAULT_TITLE } from './default-templates.js';

/** What a notification says, as plain text; each vendor's format escapes it. */
export interface Texts {
  /** One line. */
  title: string;
  text: string;
  /** Why a template of the receiver was not used; null when all is as it asked. */
  fault: string | null;
}

/** A receiver as far as its words go. */
export interface Worded {
  name: string;
  title?: string | undefined;
  text?: string | undefined;
}

/** Parsed templates that are kept: receivers are told again and again, and have two each. */
const TEMPLATES_MAX = 1_000;
const templates = new Map<string, Template>();

/**
 * Writes title and text of a notification by the templates of its receiver. One that fails, or runs into a limit, gives
 * way to the default, and the text says so: somebody must be told of the alert all the same.
 *
 * @param nowMs - what the templates take for the present; the same for each attempt, so that each says the same
 */
export function writeTexts(message: NotificationMessage, receiver: Worded, nowMs: number): Texts {
  const data = { ...message, receiver: receiver.name };
  const faults: string[] = [];
  const write = (field: 'title' | 'text', standard: string): string => {
    const own = receiver[field];
    if (own !== undefined) {
      const outcome = expandMessageTemplate(templateOf(own), data, nowMs);
      if (outcome.kind === 'expanded') return outcome.text;
      const { line, column, message: why } = outcome.error;
      faults.push(`the template of the ${field} failed at line ${line}, column ${column}: ${why}`);
    }
    const outcome = expandMessageTemplate(templateOf(standard), data, nowMs);
    // Only a message of thousands of alerts brings the default to its limits.
    return outcome.kind === 'expanded' ? outcome.text : `${message.alerts.length} alerts, ${message.status}`;
  };
  const title = write('title', DEFAULT_TITLE).replaceAll(/\s+/g, ' ').trim();
  const text = write('text', DEFAULT_TEXT).trim();
  const fault = faults.length === 0 ? null : faults.join('; ');
  return { title, text: fault === null ? text : `${text}\n\n(This is the default: ${fault})`, fault };
}

function templateOf(text: string): Template {
  const known = templates.get(text);
  if (known !== undefined) return known;
  const parsed = parseMessageTemplate(text);
  // What is no template was refused when the receiver was written.
  if (parsed.kind === 'refused')
    throw new TypeError(`a template that was taken does not parse: ${parsed.error.message}`);
  const [oldest] = templates.keys();
  if (templates.size >= TEMPLATES_MAX && oldest !== undefined) templates.delete(oldest);
  templates.set(text, parsed.template);
  return parsed.template;
}
