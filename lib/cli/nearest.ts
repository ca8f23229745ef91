/** Returns the name that is closest to a misspelled one, if any. Upper case, `-` and `_` make no difference. */
export const nearest = (given: string, names: readonly string[]): string | undefined => {
  const word = plain(given)
  const farthest = Math.min(2, Math.floor(word.length / 2))
  const ranked = names
    .map((name) => ({ name, distance: distanceOf(word, plain(name)) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.name
}

/** Maximum length in characters, because the distance takes quadratic time. */
const MAX_WORD = 50

const plain = (name: string): string => name.slice(0, MAX_WORD).toLowerCase().replaceAll(/[-_ ]/g, '')

/** Returns the Levenshtein distance, or 0 if the name contains the word. */
const distanceOf = (word: string, name: string): number => {
  if (word.length > 2 && name.includes(word)) return 0
  let above = Array.from({ length: name.length + 1 }, (_, n) => n)
  for (let i = 0; i < word.length; i++) {
    const row = [i + 1]
    for (let j = 0; j < name.length; j++)
      row.push(Math.min(above[j + 1]! + 1, row[j]! + 1, above[j]! + (word[i] === name[j] ? 0 : 1)))
    above = row
  }
  return above.at(-1)!
}
