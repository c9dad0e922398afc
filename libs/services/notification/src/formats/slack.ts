import { fitText } from './fit-text.js';
import { colourOf, jsonRequest, type Link, linksOf, type Outgoing, type SecretNotice } from './format.js';

/** Slack cuts a text of a message beyond 40,000 characters off; nobody reads a title beyond a line or two. */
const TITLE_LENGTH_MAX = 300;
/** The documented limit of a text object in a section. */
const SECTION_LENGTH_MAX = 3_000;

/**
 * A message for an incoming webhook. `&`, `<` and `>` are Slack's control characters: once they are escaped, no text can
 * hold a link or a mention such as `<!channel>`; `verbatim` keeps Slack from making links of what looks like one.
 */
export function slackFormat({ message, texts, secret }: SecretNotice<'slack'>): Outgoing {
  const title = fitText(texts.title, TITLE_LENGTH_MAX, escapeSlack);
  const text = fitText(texts.text, SECTION_LENGTH_MAX, escapeSlack);
  const links = linksOf(message);
  return jsonRequest(secret, {
    text: title,
    mrkdwn: false,
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    attachments: [
      {
        color: colourOf(message),
        fallback: title,
        blocks: [
          ...(text === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }]),
          { type: 'context', elements: [{ type: 'mrkdwn', text: footerOf(links), verbatim: true }] },
        ],
      },
    ],
  });
}

export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Within `<address|text>`, a bar would end the address. */
const linkText = ({ text, url }: Link): string => `<${escapeSlack(url).replaceAll('|', '%7C')}|${text}>`;

const footerOf = (links: readonly Link[]): string => ['Tocsin', ...links.map(linkText)].join(' · ');
