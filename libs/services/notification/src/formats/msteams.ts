import { fitText, inJsonBytes } from './fit-text.js';
import { jsonRequest, linksOf, type Outgoing, type SecretNotice } from './format.js';

/** Teams takes 28 KB for a whole message: 20 for the text, and the rest for what holds it. */
const TEXT_BYTES_MAX = 20_000;
const TITLE_BYTES_MAX = 1_000;
/** Each line is a block of its own, of some 80 bytes beside its text. */
const LINES_MAX = 60;

/**
 * An adaptive card for a workflow ("When a Teams webhook request is received"). Its runs of text know no markup, so that
 * nothing has to be escaped; mentions would have to be declared beside them.
 */
export function msteamsFormat({ message, texts, secret }: SecretNotice<'msteams'>): Outgoing {
  const colour = message.status === 'firing' ? 'Attention' : 'Good';
  const title = fitText(texts.title, TITLE_BYTES_MAX, undefined, inJsonBytes);
  const lines = fitText(texts.text, TEXT_BYTES_MAX, undefined, inJsonBytes).split('\n');
  const shown = lines.length > LINES_MAX ? [...lines.slice(0, LINES_MAX - 1), '…'] : lines;
  const actions = linksOf(message).map(({ text, url }) => ({ type: 'Action.OpenUrl', title: text, url }));
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      richText({ text: title, weight: 'Bolder', size: 'Large', color: colour }),
      ...shown.map((text) => richText({ text: text === '' ? ' ' : text })),
    ],
    ...(actions.length === 0 ? {} : { actions }),
    msteams: { width: 'Full' },
  };
  return jsonRequest(secret, {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  });
}

const richText = (run: object): object => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', ...run }] });
