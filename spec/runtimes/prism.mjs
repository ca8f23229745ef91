/*
 * Sends each request of the library for a job to Prism. This mock server validates requests against the vendor's
 * document. A reply with a 4xx status fails the check. `npm run test:runtimes`
 */
import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clearTimeout, setTimeout } from 'node:timers'
import { catchError, concat, EMPTY, ignoreElements, lastValueFrom, take } from 'rxjs'
import { createClient } from '../../lib/index.ts'
import * as jobs from '../../lib/jobs/index.ts'
import { examples } from '../jobs/examples.ts'
import { inTemporaryFolder, install } from '../package/pack.mjs'
import { createReport } from '../package/report.mjs'

const source = new URL('../jobs/openapi.json', import.meta.url)

/** The document, with the corrections that the examples give reasons for. */
const corrected = async () => {
  // The generator writes `oneOf` for a nullable field of any type. Both alternatives match null, so null is refused.
  const text = await readFile(source, 'utf8')
  const document = JSON.parse(text, (_, value) => (value?.oneOf?.[1]?.type === 'null' ? {} : value))

  for (const { start } of Object.values(examples))
    for (const field of Object.keys(start?.undocumented ?? {})) {
      const { post } = document.paths[templateOf(document, start.to)]
      const { $ref } = post.requestBody.content['application/json'].schema
      if (field === 'body') delete post.requestBody
      else document.components.schemas[$ref.split('/').at(-1)].properties[field] = {}
    }
  return document
}

const templateOf = (document, line) => {
  const given = line.split(' ')[1].split('/')
  return Object.keys(document.paths).find((path) => {
    const parts = path.split('/')
    return (
      parts.length === given.length && parts.every((part, i) => part === given[i] || part.startsWith('{'))
    )
  })
}

/** Starts Prism on a Node that it supports, and calls `use` with its URL. */
const withPrism = async (use) =>
  inTemporaryFolder(async (folder) => {
    await install(folder, { '@stoplight/prism-cli': '^5.16.0', node: '24' })
    const file = join(folder, 'openapi.json')
    await writeFile(file, JSON.stringify(await corrected()))
    const node = join(folder, 'node_modules/node/bin/node')
    const prism = join(folder, 'node_modules/@stoplight/prism-cli/dist/index.js')
    const child = spawn(node, [prism, 'mock', file, '--port', '0', '--errors'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      await use(await addressOf(child))
    } finally {
      child.kill()
    }
  })

const addressOf = (child) =>
  new Promise((resolve, reject) => {
    let printed = ''
    const late = setTimeout(
      () => reject(new Error(`Prism did not start within a minute\n${printed}`)),
      60_000,
    )
    child.on('exit', (code) => reject(new Error(`Prism ended with exit code ${code}\n${printed}`)))
    child.stdout.on('data', (chunk) => {
      printed += chunk
      const address = /listening on (http:\S+)/.exec(printed)?.[1]
      if (!address) return
      clearTimeout(late)
      resolve(address)
    })
  })

const line = (method, url) => `${method} ${new URL(url).pathname}${new URL(url).search}`

/** A client that keeps each request and Prism's reply. */
const recording = (baseUrl) => {
  const log = []
  const record = async (url, init = {}) => {
    const reply = await fetch(url, init)
    log.push({
      line: line(init.method ?? 'GET', url),
      status: reply.status,
      said: await reply.clone().text(),
    })
    return reply
  }
  return { log, client: createClient({ baseUrl, apiKey: 'any', fetch: record, retry: false }) }
}

/** Prism's answers are examples, even failed jobs or faults. Only the requests are checked. */
const sent = (source) =>
  source.pipe(
    take(1),
    ignoreElements(),
    catchError(() => EMPTY),
  )

const check = async (baseUrl, job, { start, ref, poll, otherPolls = [], cancel }) => {
  const { log, client } = recording(baseUrl)
  const { progress$, start$, cancel$ } = client.of(job)
  const bodies = Object.values(start?.bodies ?? {})
  const polls = [[ref, poll], ...otherPolls]
  await lastValueFrom(
    concat(
      ...bodies.map((body) => sent(start$({ ...start.inPath, ...body }))),
      ...polls.map(([ref]) => sent(progress$(ref))),
      ...(cancel ? [sent(cancel$(ref))] : []),
    ),
    { defaultValue: undefined },
  )

  const expected = [
    ...bodies.map(() => start.to),
    ...polls.map(([, line]) => line),
    ...(cancel ? [cancel] : []),
  ]
  const made = log.map(({ line }) => line)
  if (made.join('\n') !== expected.join('\n'))
    throw new Error(`expected\n${expected.join('\n')}\ngot\n${made.join('\n')}`)
  const refused = log.filter(({ status }) => status >= 400)
  if (refused.length > 0)
    throw new Error(refused.map(({ line, status, said }) => `${line}: ${status} ${said}`).join('\n'))
  return `requests: ${log.length}`
}

const report = createReport()
await withPrism(async (baseUrl) => {
  await report.check('Prism refuses a wrong request', async () => {
    const headers = { 'content-type': 'application/json', 'x-cekura-api-key': 'any' }
    const { to, bodies } = examples.cleanDescription.start
    const { status } = await fetch(`${baseUrl}${to.split(' ')[1]}`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...bodies.minimal, agent: 'seven' }),
    })
    if (status < 400 || status > 499) throw new Error(`status ${status}`)
  })
  for (const [name, example] of Object.entries(examples))
    await report.check(`Prism accepts the requests of ${name}`, () => check(baseUrl, jobs[name], example))
})
report.end()
