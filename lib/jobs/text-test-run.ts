import { string, UnknownRecord } from 'io-ts'
import { defineJob } from '../model/job.js'
import { request } from './request.js'
import { agents, runOptions, scenarios } from './test-run-request.js'
import { result } from './test-run-result.js'

/** Runs scenarios as text chats. Its progress and `cancel$` are those of `testRun`. */
export const textTestRun = /* @__PURE__ */ defineJob({
  name: 'text-test-run',
  start: {
    path: '/test_framework/v1/scenarios/run_scenarios_text/',
    request: request(
      {},
      { ...runOptions, websocket_url: string, websocket_headers: UnknownRecord },
      agents,
      scenarios,
    ),
  },
  ...result,
})
