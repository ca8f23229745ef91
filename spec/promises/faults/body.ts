import { gzipSync } from 'node:zlib'
import { body, brotliBomb, chunked, completed, done, flood, gzipBomb, json, reply } from './answers.js'
import { type Fault, say } from './fault.js'
import { completes, decode, jobFailed, type Outcome } from './outcome.js'

const doneText = JSON.stringify(done)
const page = '<!doctype html><title>Welcome to the hotel</title>'
const deep = '['.repeat(50_000) + ']'.repeat(50_000)
const gzip = { 'content-encoding': 'gzip' }
const endless = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'
const block = `4000\r\n${'x'.repeat(0x4000)}\r\n`
const exotic = Buffer.from(JSON.stringify({ ...done, thinking: 'é€𝄞👩‍👧' }))
const inBytes = Array.from(exotic, (byte) => Buffer.from([byte]))
const half = exotic.subarray(0, exotic.indexOf('€') + 1)
const notUtf8 = Buffer.from([...Buffer.from('{"status":"queued","x":"'), 0xff, 0x22, 0x7d])

const statuses = '"queued" | "processing" | "completed" | "failed"'
const notJob = (got: string): Outcome => decode(`body: expected { status: ${statuses} }, got ${got}`)
/** An unread body, or one that is not JSON, is shown as text. */
const text = (got: string): Outcome => notJob(`"${got}"`)
const tooLong = text('more than maxBodyBytes (1048576)')
const badStatus = (got: string): Outcome => decode(`status: expected ${statuses}, got ${got}`)
const badFields = (got: string): Outcome => decode(`clean_description: expected string, got ${got}`)
const nulls = { clean_description: null, thinking: null }
const zipCut = gzipSync(doneText).subarray(0, -12)

/** Answers with 200 whose bodies are odd, if not wrong. */
export const bodies: readonly Fault[] = [
  ['empty', say(body('')), text(''), 1],
  ['none, with 204', say(reply(204)), text(''), 1],
  ['HTML of a captive portal', say(body(page)), text(page), 3],
  ['truncated JSON', say(body('{"status":"queu')), text('{"status":"queu'), 1],
  ['two JSON values', say(body('{}{}')), text('{}{}'), 1],
  ['null', say(body('null')), text('null'), 1],
  ['an array', say(body('[{"status":"queued"}]')), notJob('array'), 1],
  ['a string', say(body('"queued"')), notJob('"queued"'), 1],
  ['a number', say(body('1e999')), notJob('Infinity'), 1],
  ['an object without a status', say(json({})), badStatus('undefined'), 1],
  ['an unknown status', say(json({ status: 'cancelled' })), badStatus('"cancelled"'), 1],
  ['a status that objects inherit', say(json({ status: 'constructor' })), badStatus('"constructor"'), 1],
  ['a status that is null', say(json({ status: null })), badStatus('null'), 1],
  ['a status that is a number', say(json({ status: 1 })), badStatus('1'), 1],
  ['completed, its fields absent', say(json({ status: 'completed' })), badFields('undefined'), 1],
  ['completed, its fields null', say(json({ status: 'completed', ...nulls })), badFields('null'), 1],
  [
    'a field of a wrong type',
    say(json({ ...done, thinking: [] })),
    decode('thinking: expected string, got array'),
    1,
  ],
  ['a reason of a wrong type', say(json({ status: 'failed', error: {} })), jobFailed(undefined), 1],
  ['failed, its reason null', say(json({ status: 'failed', error: null })), jobFailed(undefined), 1],
  ['failed, with a reason', say(json({ status: 'failed', error: 'no agent' })), jobFailed('no agent'), 1],
  [
    'optional fields that are null',
    say(json({ status: 'queued', error: null, ...nulls }), completed),
    completes,
    2,
  ],
  ['unknown fields', say(json({ ...done, progress: 0.5 })), completes, 1],
  ['nested 50,000 deep', say(body(deep)), notJob('array'), 1],
  ['a field nested 50,000 deep', say(body(`{"status":"queued","x":${deep}}`), completed), completes, 2],
  ['`__proto__` with a valid body in it', say(body(`{"__proto__":${doneText}}`)), badStatus('undefined'), 1],
  [
    '`__proto__` beside a valid body',
    say(body('{"status":"queued","__proto__":{"status":"failed"}}'), completed),
    completes,
    2,
  ],
  ['the same key twice', say(body('{"status":"failed","status":"queued"}'), completed), completes, 2],
  ['a byte order mark', say(body(`\ufeff${doneText}`)), completes, 1],
  ['UTF-16', say(body(Buffer.from(`\ufeff${doneText}`, 'utf16le'))), text('not UTF-8'), 1],
  ['invalid UTF-8', say(body(notUtf8)), text('not UTF-8'), 1],
  ['a character cut in two at the end', say(body(half)), text('not UTF-8'), 1],
  ['characters split over chunks', say(chunked(...inBytes)), completes, 1],
  ['gzip', say(body(gzipSync(doneText), gzip)), completes, 1],
  ['gzip that lacks its end', say(body(zipCut, gzip)), text(`${doneText.slice(0, 59)}…`), 1],
  ['over maxBodyBytes, declared', say(body('x'.repeat(2 ** 21))), tooLong, 1],
  ['over maxBodyBytes, without end', say(flood(endless, block)), tooLong, 1],
  ['a gzip bomb of 1 GiB', say(body(gzipBomb(), gzip)), tooLong, 1],
  ['a brotli bomb of 256 MiB', say(body(brotliBomb(), { 'content-encoding': 'br' })), tooLong, 1],
]
