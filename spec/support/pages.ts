import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A page of the repository, and its blocks of code. */
export interface Page {
  readonly path: string
  readonly text: string
  readonly blocks: (language: string) => readonly string[]
}

const foldersOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))

const pagesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))

const read = (path: string): Page => {
  const text = readFileSync(path, 'utf8')
  return {
    path,
    text,
    blocks: (language) => {
      // A block within a list is indented.
      const fence = new RegExp(`^( *)\`\`\`${language}\\n(.*?)^\\1\`\`\`$`, 'gms')
      return [...text.matchAll(fence)].map(([, indent = '', code = '']) =>
        code
          .split('\n')
          .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
          .join('\n'),
      )
    },
  }
}

/** All pages: README.md first, then those beside the code. */
export const pages: readonly Page[] = [
  '.',
  '.github',
  'lib',
  'spec',
  ...foldersOf('lib'),
  ...foldersOf('spec'),
]
  .filter((folder) => existsSync(folder))
  .flatMap(pagesIn)
  .filter((path) => path !== join('spec', 'package', 'api.md'))
  .sort((a, b) => Number(b === 'README.md') - Number(a === 'README.md'))
  .map(read)

/** The page of a path. */
export const page = (path: string): Page => pages.find((page) => page.path === path)!
