/** A table in Markdown; the columns after the first are aligned to the right. */
export const tableLines = (header, rows) => [
  `| ${header.join(' | ')} |`,
  `| --- ${'| --: '.repeat(header.length - 1)}|`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
]

export const table = (title, header, rows) => {
  console.log(`\n${title}\n`)
  console.log(tableLines(header, rows).join('\n'))
}

export const count = (number) => Math.round(number).toLocaleString('en')
