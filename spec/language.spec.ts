import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import ts from 'typescript'

/* Plain English in comments, messages, titles of specs and pages. */

const root = join(__dirname, '..')

/** Words and phrases that have a plainer one, with the words to use. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/\b(who|whom)\b/i, 'name the caller, the subscriber or the server'],
  [/\b(nobody|anybody|somebody|everybody)\b/i, 'name the person or the program'],
  [/\bwhether\b/i, 'if'],
  [/\b(says|said|tells?|told|hears?|heard|speaks?|spoke)\b/i, 'returns, reports, receives, shows'],
  [/\bat the (most|least)\b/i, 'at most, at least'],
  [/\b(what is|what are)\b/i, 'a noun'],
  [/\b(afresh|thereof|therein|hitherto|whence|gone by|in vain)\b/i, 'again, or a plain word'],
  [/\bor else\b|, else\b/i, 'otherwise'],
  [/, for (it|they|he|she|we|you|only|there|no) /i, 'because'],
]

/** A comment starts with a verb or a noun. */
const start = /^(What|Who|Of|Whether)\b/

/** Maximum length of a sentence in the library's comments, in words. */
const MAX_SENTENCE = 20

/** Maximum length of a title, in words. */
const MAX_TITLE = 17

interface Prose {
  readonly where: string
  readonly text: string
}

const files = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) => !/node_modules|\/dist\/|\/\.(angular|readme)\/|\/examples\//.test(file.slice(root.length)),
    )

/** Returns the comments of a file, each with its line, without marks and code. */
const comments = (file: string): Prose[] => {
  const text = readFileSync(file, 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found = new Map<number, Prose>()
  const visit = (node: ts.Node): void => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(text, node.pos) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.end) ?? []),
    ]
    for (const { pos, end } of ranges)
      found.set(pos, {
        where: `${file.slice(root.length + 1)}:${source.getLineAndCharacterOfPosition(pos).line + 1}`,
        text: withoutCode(text.slice(pos, end).replace(/^\/\*+|\*\/$|^\/\/|^\s*\* ?/gm, '')),
      })
    node.getChildren(source).forEach(visit)
  }
  visit(source)
  return [...found.values()]
}

/** Returns the texts of a file that a person reads: those with a space. */
const texts = (file: string): Prose[] => {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const found: Prose[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      if (node.text.trim().includes(' '))
        found.push({
          where: `${file.slice(root.length + 1)}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`,
          text: withoutCode(node.text),
        })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Functions that take a title: ava's, and those of this repository. */
const titled = /^((suite\.)?(test|check)(\.serial)?|each)$/

/** Returns the titles of a file's tests, values as `…`. */
const titles = (file: string): Prose[] => {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const found: Prose[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && titled.test(node.expression.getText(source))) {
      const [title] = node.arguments
      const where = `${file.slice(root.length + 1)}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`
      if (title && ts.isStringLiteralLike(title)) found.push({ where, text: title.text })
      if (title && ts.isTemplateExpression(title)) {
        const parts = [title.head, ...title.templateSpans.map(({ literal }) => literal)]
        found.push({ where, text: parts.map(({ text }) => text).join('…') })
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Keeps line breaks, so that the lines of a page stay countable. */
const withoutCode = (text: string): string =>
  text.replace(/```[^]*?```|`[^`]*`|\{@link [^}]*\}/g, (code) => code.replace(/[^\n]+/g, '…'))

/** Returns the paragraphs of a page, without blocks of code. */
const paragraphs = (file: string): Prose[] =>
  withoutCode(readFileSync(file, 'utf8'))
    .split('\n')
    .map((text, line) => ({ where: `${file.slice(root.length + 1)}:${line + 1}`, text }))

/** Returns the sentences with more than {@link MAX_SENTENCE} words, without examples and values. */
const longSentences = (proses: readonly Prose[]): string[] =>
  proses.flatMap(({ where, text }) =>
    text
      .split('@example')[0]!
      .split(/[.:;?!](?=\s)|\n\s*\n|\n\s*[-@]/)
      .map((sentence) => sentence.split(/\s+/).filter((word) => /[\w…]/.test(word)))
      .filter(({ length }) => length > MAX_SENTENCE)
      .map((sentence) => `${where}: ${sentence.join(' ')}`),
  )

const faults = (proses: readonly Prose[]): string[] =>
  proses.flatMap(({ where, text }) =>
    banned.flatMap(([pattern, better]) => {
      const word = pattern.exec(text)?.[0]
      return word === undefined ? [] : [`${where}: "${word.trim()}"; write: ${better}`]
    }),
  )

test('comments of the library are plain', (t) => {
  const found = files('lib', '.ts').flatMap(comments)
  t.true(found.length > 300)
  t.deepEqual(faults(found), [])
  t.deepEqual(longSentences(found), [])
  t.deepEqual(
    found
      .filter(({ text }) => start.test(text.trim()))
      .map(({ where, text }) => `${where}: ${text.trim().slice(0, 40)}`),
    [],
  )
})

test('messages of the library are plain', (t) => {
  t.deepEqual(faults(files('lib', '.ts').flatMap(texts)), [])
})

const specs = [...files('spec', '.ts'), ...files('spec', '.mjs')].filter((file) => file !== __filename)

test('comments of the specs are plain', (t) => {
  t.deepEqual(faults(specs.flatMap(comments)), [])
})

test('titles of the specs are plain and short', (t) => {
  const found = specs.flatMap(titles)
  t.true(found.length > 600)
  t.deepEqual(faults(found), [])
  t.deepEqual(
    found.filter(({ text }) => text.split(' ').length > MAX_TITLE).map(({ where }) => where),
    [],
  )
})

test('pages are plain', (t) => {
  const pages = [
    join(root, 'README.md'),
    join(root, 'CHANGELOG.md'),
    ...files('lib', '.md'),
    ...files('spec', '.md'),
    ...files('.github', '.md'),
    ...files('.github', '.yml'),
  ]
  t.deepEqual(faults(pages.flatMap(paragraphs)), [])
})
