/** Length of the longest common subsequence of `before.slice(i)` and `after.slice(j)`, for every i and j. */
const commonLengths = (before, after) => {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i][j] =
        before[i] === after[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1])
  return lengths
}

/** Lines of both texts in order, each with its mark: `-` for lost, `+` for added, a space for common. */
const merged = (before, after) => {
  const lengths = commonLengths(before, after)
  const lines = []
  let i = 0
  let j = 0
  while (i < before.length && j < after.length)
    if (before[i] === after[j]) {
      lines.push([' ', before[i++]])
      j++
    } else if (lengths[i + 1][j] >= lengths[i][j + 1]) lines.push(['-', before[i++]])
    else lines.push(['+', after[j++]])
  const lost = before.slice(i).map((text) => ['-', text])
  const added = after.slice(j).map((text) => ['+', text])
  return [...lines, ...lost, ...added]
}

/** Lost and added lines of two texts, each below its heading and the line that opens its block. */
export const changes = (before, after) => {
  const printed = []
  let heading = []
  let opening = []
  for (const [mark, text] of merged(before.split('\n'), after.split('\n'))) {
    const line = mark + text
    if (text.startsWith('#')) {
      heading = [line]
      opening = []
    } else if (text.endsWith('{') && !text.startsWith(' ')) opening = [line]
    else if (!text.startsWith(' ')) opening = []
    if (mark === ' ') continue
    printed.push(...[...heading, ...opening].filter((above) => above !== line), line)
    heading = []
    opening = []
  }
  return printed.join('\n')
}
