import { escapeHtml } from './escape-html.js';
import { fitText } from './fit-text.js';
import { jsonRequest, linksOf, type Outgoing, type SecretNotice } from './format.js';

/** The documented limit of a message, in characters after its entities were parsed; counted here before, to be safe. */
const MESSAGE_LENGTH_MAX = 4_096;
const TITLE_LENGTH_MAX = 300;
/** An invisible character that joins words; between the signs of a mention or an address it keeps them from being one. */
const JOINER = '\u2060';

/**
 * A message of a bot, as HTML, of which only what stands here is markup. Telegram looks for mentions and addresses in
 * plain text as well; they are taken apart, so that no label calls somebody or links somewhere.
 */
export function telegramFormat({ message, receiver, texts, secret }: SecretNotice<'telegram'>): Outgoing {
  const title = `<b>${fitText(texts.title, TITLE_LENGTH_MAX, escapeTelegram)}</b>`;
  const links = linksOf(message)
    .map(({ text, url }) => `<a href="${escapeHtml(url)}">${text}</a>`)
    .join(' · ');
  const footer = links === '' ? '' : `\n\n${links}`;
  const left = MESSAGE_LENGTH_MAX - title.length - footer.length - 2;
  const text = left > 0 ? fitText(texts.text, left, escapeTelegram) : '';
  return jsonRequest(`${receiver.api_url.replace(/\/+$/, '')}/bot${secret}/sendMessage`, {
    chat_id: receiver.chat_id,
    ...(receiver.message_thread_id === undefined ? {} : { message_thread_id: receiver.message_thread_id }),
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    text: `${title}\n\n${text}${footer}`,
  });
}

export function escapeTelegram(text: string): string {
  return escapeHtml(text)
    .replaceAll(/@(?=\w)/g, `@${JOINER}`)
    .replaceAll('://', `:${JOINER}//`)
    .replaceAll(/\.(?=[a-z])/gi, `.${JOINER}`);
}
