import { close, completed, done, drip, flood, hang, queued, raw, reply, reset } from './answers.js'
import { type Fault, say } from './fault.js'
import { completes, network, networkAs, type PerFetch, timeout, unheard } from './outcome.js'
import { plain, refused, unknownHost, untrusted } from './server.js'

const OK = 'HTTP/1.1 200 OK\r\n'
const declared = `${OK}content-length: 99\r\n\r\n{"status":`
const chunked = `${OK}transfer-encoding: chunked\r\n\r\n`
const open = `${chunked}9\r\n{"status"\r\n`
const endless404 = 'HTTP/1.1 404 No\r\ncontent-length: 999999\r\n\r\n'
const closed = networkAs('ECONNRESET', 'UND_ERR_SOCKET')
const cut = networkAs('ERR_STREAM_PREMATURE_CLOSE', 'UND_ERR_SOCKET')
const overflow = networkAs('HPE_HEADER_OVERFLOW', 'UND_ERR_HEADERS_OVERFLOW')
const twoLengths = networkAs('HPE_INVALID_TRANSFER_ENCODING', 'HPE_UNEXPECTED_CONTENT_LENGTH')
const notHttp = network('HPE_INVALID_CONSTANT')
// The native fetch reports it only sometimes.
const notGzip: PerFetch = {
  crossFetch: network('Z_DATA_ERROR'),
  native: { words: timeout.words, like: { _tag: 'Network' }, timesOut: true },
}
const gzip = { 'content-encoding': 'gzip' }
const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'

/** Faults of connections and of HTTP itself. */
export const transport: readonly Fault[] = [
  ['unknown host', unknownHost, network('ENOTFOUND'), 3],
  ['connection refused', refused, network('ECONNREFUSED'), 3],
  ['self-signed certificate', untrusted, network('DEPTH_ZERO_SELF_SIGNED_CERT'), 3],
  ['no TLS on an https: URL', plain, networkAs('EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'), 3],
  ['reset before the headers', say(reset), network('ECONNRESET'), 3],
  ['closed before the headers', say(close), closed, 3],
  ['reset within the headers', say(raw(OK, reset)), closed, 3],
  ['closed within the headers', say(raw(OK, close)), closed, 3],
  ['reset within a body of declared length', say(raw(declared, reset)), unheard('UND_ERR_SOCKET'), 3],
  ['closed within a body of declared length', say(raw(declared, close)), unheard('UND_ERR_SOCKET'), 3],
  ['reset within a chunked body', say(raw(open, reset)), cut, 3],
  ['closed within a chunked body', say(raw(open, close)), cut, 3],
  ['reset at the next poll over a kept connection', say(queued, reset, completed), completes, 3],
  ['closed at the next poll over a kept connection', say(queued, close, completed), completes, 3],
  ['silence', say(hang), timeout, 3],
  ['headers that drip forever', say(drip(`${OK}x: `, 'y')), timeout, 3],
  ['headers without end', say(flood(`${OK}x: `, 'y'.repeat(1000))), overflow, 3],
  ['headers and then silence', say(raw(`${OK}content-length: 99\r\n\r\n`)), timeout, 3],
  ['a body that stops half-way', say(raw(declared)), timeout, 3],
  ['a body that trickles forever', say(drip(chunked, '1\r\n \r\n')), timeout, 3],
  ['a 404 whose body trickles forever', say(drip(endless404, ' ')), timeout, 3],
  ['another protocol', say(raw('220 mail.example.com ESMTP\r\n', close)), notHttp, 3],
  ['binary garbage', say(raw(Buffer.from([0, 1, 2, 255, 254]), close)), notHttp, 3],
  ['chunk of impossible size', say(raw(`${chunked}xyz\r\n`)), network('HPE_INVALID_CHUNK_SIZE'), 3],
  [
    'two different lengths',
    say(raw(`${OK}content-length: 1\r\ncontent-length: 2\r\n\r\n{}`)),
    network('HPE_UNEXPECTED_CONTENT_LENGTH'),
    3,
  ],
  ['a length and chunks', say(raw(`${OK}content-length: 1\r\n${chunked.slice(OK.length)}`)), twoLengths, 3],
  ['a body that is not gzip, as declared', say(reply(200, '{"status":"queued"}', gzip)), notGzip, 3],
  ['an unrequested upgrade (101)', say(raw(upgrade)), unheard('UND_ERR_SOCKET'), 3],
  ['a hint (103) before the response', say(raw('HTTP/1.1 103 Early Hints\r\n\r\n', completed)), completes, 1],
  ['HTTP/1.0', say(raw(`HTTP/1.0 200 OK\r\n\r\n${JSON.stringify(done)}`, close)), completes, 1],
]
