/** One line on a terminal that is written over again and again; nothing where nobody looks on. */
export function showProgress(what: string, share: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${what}: ${Math.floor(share * 100)} %`);
}

/** Takes the line away. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
