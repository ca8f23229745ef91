/** Cuts a text to at most `columns` of a terminal. Characters from U+1100 on count as two, because most of them are wide. */
export const fitted = (text: string, columns: number): string => {
  let used = 0
  let end = 0
  for (const char of text) {
    used += char.codePointAt(0)! < 0x1100 ? 1 : 2
    if (used > columns) break
    end += char.length
  }
  return text.slice(0, end)
}
