// The search over the pages' headings and the beginnings of what stands under them.
const field = document.getElementById('search');
const list = document.getElementById('results');
const address = document.querySelector('script[data-index]').dataset.index;
const SHOWN_MAX = 12;
const EXCERPT_MAX = 80;
let index = null;

const load = async () => {
  index ??= fetch(address).then((answer) => answer.json());
  return index;
};

/** The beginning of a text, by whole words. */
function beginningOf(text) {
  if (text.length <= EXCERPT_MAX) return text;
  return `${text.slice(0, Math.max(text.lastIndexOf(' ', EXCERPT_MAX), 1))} …`;
}

/** How well an entry fits all words: in its heading, in its page's name, or in its text; 0 where one is missing. */
function fit({ page, title, text }, words) {
  const [inTitle, inPage, inText] = [title, page, text].map((part) => part.toLowerCase());
  let sum = 0;
  for (const word of words) {
    const points = (inTitle.includes(word) ? 4 : 0) + (inPage.includes(word) ? 2 : 0) + (inText.includes(word) ? 1 : 0);
    if (points === 0) return 0;
    sum += points;
  }
  return sum;
}

async function show() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const entries = words.length === 0 ? [] : await load();
  const found = entries
    .map((entry) => ({ entry, points: fit(entry, words) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, SHOWN_MAX);
  list.replaceChildren(
    ...found.map(({ entry }) => {
      const [item, link, where] = ['li', 'a', 'small'].map((tag) => document.createElement(tag));
      link.href = entry.at;
      link.textContent = entry.title;
      where.textContent = entry.page === entry.title ? beginningOf(entry.text) : entry.page;
      link.append(where);
      item.append(link);
      return item;
    }),
  );
  if (words.length > 0 && found.length === 0) {
    const item = document.createElement('li');
    item.textContent = 'Nothing fits all of these words.';
    list.append(item);
  }
  list.hidden = words.length === 0;
}

field.disabled = false;
field.addEventListener('input', () => void show());
field.addEventListener('keydown', async (event) => {
  if (event.key !== 'Enter' || event.isComposing) return;
  event.preventDefault();
  // What was typed last need not be shown yet.
  await show();
  list.querySelector('a')?.click();
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement === document.body) {
    event.preventDefault();
    field.focus();
  }
  if (event.key === 'Escape' && !list.hidden) {
    list.hidden = true;
    field.focus();
  }
});

// On a narrow screen the pages' names are folded, so that the text comes first.
const names = document.querySelector('nav details');
const narrow = matchMedia('(max-width: 45rem)');
const fold = () => {
  names.open = !narrow.matches;
};
narrow.addEventListener('change', fold);
fold();
