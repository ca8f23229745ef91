import { string } from 'io-ts'
import { orNull, strings, positive, positives } from './codecs.js'
import { anyOf } from './request.js'

/** Optional fields of the start of any test run. */
export const runOptions = {
  name: string,
  /** Runs per scenario, by default 1. */
  frequency: positive,
  outbound_phone_number: string,
  agent_number: string,
  personality_ids: orNull(positives),
  test_profile_ids: orNull(positives),
  /** Maximum number of calls at a time. */
  concurrency_limit: positive,
  mock_tool_names: strings,
  project_id: positive,
}

/** The agent to test. */
export const agents = anyOf({ agent_id: positive }, { assistant_id: string })

/** The scenarios to run: all of a folder, those with a tag, or those with these numbers. */
export const scenarios = anyOf(
  { folder_path: string, project_id: positive },
  { tags: strings },
  { scenarios: positives },
)
