/** How many names are proposed: more than a few help nobody. */
const NAMES_MAX = 3;
/** Most single changes of a character between a name and one that was meant, as a share of its length. */
const DISTANCE_SHARE_MAX = 0.4;
/** Names that are looked through; a name far down the alphabet is then not proposed. */
const CANDIDATES_MAX = 20_000;

/** Of the names that there are, those that may have been meant, the closest first. */
export function closeNames(name: string, known: Iterable<string>): string[] {
  const close: { other: string; distance: number }[] = [];
  let looked = 0;
  for (const other of known) {
    if ((looked += 1) > CANDIDATES_MAX) break;
    const most = Math.ceil(DISTANCE_SHARE_MAX * Math.max(name.length, other.length));
    if (other === name || Math.abs(other.length - name.length) > most) continue;
    const distance = distanceOf(name, other);
    if (distance <= most) close.push({ other, distance });
  }
  return close
    .sort((a, b) => a.distance - b.distance || (a.other < b.other ? -1 : 1))
    .slice(0, NAMES_MAX)
    .map(({ other }) => other);
}

/** How many characters must be added, taken away or changed to make one text of another (Levenshtein). */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
