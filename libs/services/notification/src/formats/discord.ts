import { fitText } from './fit-text.js';
import { colourOf, jsonRequest, linksOf, type Outgoing, type SecretNotice } from './format.js';

/** Discord's documented limits, in characters; all texts of the embeds together may have 6,000. */
const CONTENT_LENGTH_MAX = 2_000;
const DESCRIPTION_LENGTH_MAX = 4_096;

/**
 * A message for a channel's webhook. Each sign of Discord's markup is escaped, the colon of an address among them, so
 * that no text becomes a link; and no mention is followed, whatever the text says.
 */
export function discordFormat({ message, texts, secret, at }: SecretNotice<'discord'>): Outgoing {
  const [link] = linksOf(message);
  const description = fitText(texts.text, DESCRIPTION_LENGTH_MAX, escapeDiscord);
  return jsonRequest(secret, {
    username: 'Tocsin',
    content: fitText(texts.title, CONTENT_LENGTH_MAX, escapeDiscord),
    allowed_mentions: { parse: [] },
    embeds: [
      {
        description,
        color: Number.parseInt(colourOf(message).slice(1), 16),
        timestamp: new Date(at).toISOString(),
        ...(link === undefined ? {} : { title: link.text, url: link.url }),
      },
    ],
  });
}

export function escapeDiscord(text: string): string {
  return text.replaceAll(/[\\*_~`|>[\](){}#@<:-]/g, (sign) => `\\${sign}`);
}
