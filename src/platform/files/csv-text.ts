/**
 * Lines of a table as a CSV file, with the mark that lets a spreadsheet read its letters rightly.
 *
 * Text that a spreadsheet would run as a formula is kept from that, whatever stands unseen before it.
 */
export function csvBytes(lines: readonly (readonly string[])[]): Buffer {
  return Buffer.from(`\uFEFF${csvText(lines)}`, 'utf8')
}

/** The same without the mark, as text. */
export function csvText(lines: readonly (readonly string[])[]): string {
  return `${lines.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`
}

function cell(text: string): string {
  const plain = /^[\s\p{C}\p{Z}"']*[=+\-@|%＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
