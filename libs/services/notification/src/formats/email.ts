import { escapeHtml } from './escape-html.js';
import { fitText } from './fit-text.js';
import { colourOf, linksOf, type Notice, type Outgoing } from './format.js';

/** A header line may have 998 bytes (RFC 5322), and mail programs show less than a hundred characters. */
const SUBJECT_LENGTH_MAX = 200;

/** A mail with the same words as text and as HTML. */
export function emailFormat({ id, message, receiver, texts }: Notice<'email'>): Outgoing {
  const links = linksOf(message);
  const below = links.map(({ text, url }) => `\n${text}: ${url}`).join('');
  const anchors = links.map(({ text, url }) => `<a href="${escapeHtml(url)}">${text}</a>`).join(' · ');
  return {
    kind: 'mail',
    mail: {
      id,
      to: receiver.to,
      subject: fitText(texts.title.replaceAll(/\p{Cc}+/gu, ' '), SUBJECT_LENGTH_MAX),
      text: `${texts.text}\n${below}`,
      html: [
        `<div style="border-left:4px solid ${colourOf(message)};padding-left:12px;font-family:sans-serif">`,
        `<h3>${escapeHtml(texts.title)}</h3>`,
        `<p style="white-space:pre-wrap">${escapeHtml(texts.text)}</p>`,
        `<p>${anchors}</p></div>`,
      ].join('\n'),
    },
  };
}
