import { createServer } from 'node:http'
import crossFetch from 'cross-fetch'
import { readNodeStream } from './node-stream.js'
import type { Platform } from './platform.js'

export const platform: Platform = { defaultFetch: crossFetch, readNodeStream, createServer }
