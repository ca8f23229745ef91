/* "Go to definition" of an editor, asked of TypeScript's own server. */
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Resolves to the file that an editor opens for a name that a user imports from an entry point. */
export const definitionOf = async (folder, tsserver, name, entry) => {
  const file = join(folder, 'definition.ts')
  await writeFile(file, `import { ${name} } from '${entry}'\n${name}\n`)
  const server = spawn(process.execPath, [tsserver, '--disableAutomaticTypingAcquisition'], { cwd: folder })
  const ask = (seq, command, args) =>
    server.stdin.write(`${JSON.stringify({ seq, type: 'request', command, arguments: { file, ...args } })}\n`)
  ask(1, 'open', {})
  ask(2, 'definition', { line: 2, offset: 1 })
  try {
    for await (const line of createInterface(server.stdout)) {
      const message = line.startsWith('{') && JSON.parse(line)
      if (message.request_seq === 2) return message.body?.[0]?.file
    }
  } finally {
    server.kill()
  }
}
