/**
 * A table, for the terminal and for Markdown.
 *
 * @typedef {object} Table
 * @property {string} title
 * @property {string} [note] what its figures are
 * @property {string[]} head the first column is text, the others are figures
 * @property {string[][]} rows
 */

/** @param {Table} table */
export function forTerminal({ title, note, head, rows }) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => width(row[column]))));
  const line = (row) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat(widths[column] - width(cell));
        return column === 0 ? cell + space : space + cell;
      })
      .join('   ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, columns) => sum + columns + 3, -3));
  return [title, ...(note ? [note] : []), '', ...[line(head), rule, ...rows.map(line)].map((text) => `  ${text}`)].join(
    '\n',
  );
}

/** @param {Table} table */
export function forMarkdown({ title, note, head, rows }) {
  const line = (row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = `|${head.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`;
  return [`### ${title}`, ...(note ? ['', note] : []), '', line(head), rule, ...rows.map(line)].join('\n');
}

function width(text) {
  return [...text].length;
}
