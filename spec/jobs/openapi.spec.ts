import test from 'ava'
import { operationOf } from './document.js'
import { examples } from './examples.js'

type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>

const counts = "another program of the vendor's converts counts, so they come as numbers and as strings"
const prose = 'named by the prose of the document only'
const other = 'a status that no document names'

/** Paths at which the document refuses an answer of an example, and why the example is right. */
const refused: Reasons = {
  generateMetrics: { metrics: "the vendor's list of tools names the field `generated_metrics`" },
  generateScenarios: { completed_scenarios: counts, failed_scenarios: counts, total_scenarios: counts },
  scenariosFromCalls: { completed_scenarios: counts, failed_scenarios: counts, total_scenarios: counts },
  agentImport: { status: "`queued` is named by the vendor's list of tools" },
  testRun: {
    completed_runs_count: counts,
    failed_runs_count: counts,
    success_runs_count: counts,
    total_runs_count: counts,
    status: other,
  },
  textTestRun: {
    completed_runs_count: counts,
    failed_runs_count: counts,
    success_runs_count: counts,
    total_runs_count: counts,
    status: other,
  },
  callEvaluation: { status: `null and \`evaluating\` are ${prose}` },
}

/** Fields that the document allows in a request, and why no example sends them. */
const unsent: Reasons = { generateScenarios: { generation_files: 'files need a multipart request' } }

const undescribed = 'the document does not describe the answer'

/** Paths of broken answers that the document accepts, and why the library refuses them. */
const accepted: Reasons = {
  cleanDescription: { clean_description: 'a completed job without its result is useless' },
  previewMetric: { status: undescribed },
  runReviews: { status: undescribed },
  generateScenarios: { status: 'an answer without counts and a status would be pending forever' },
  improveInstructions: { status: undescribed },
  knowledgeBaseSync: { last_sync_status: `its words are ${prose}` },
  testRun: { completed_runs_count: 'a string, but not one of digits' },
  textTestRun: { completed_runs_count: 'a string, but not one of digits' },
}

const listed = (reasons: Reasons, name: string): readonly string[] => Object.keys(reasons[name] ?? {}).sort()
const sorted = (paths: readonly string[]): readonly string[] => [...new Set(paths)].sort()

for (const [name, example] of Object.entries(examples)) {
  const {
    start,
    poll,
    otherPolls = [],
    cancel,
    pending,
    done,
    failed,
    otherwise,
    changes = [],
    unchanged,
  } = example
  const progress = operationOf(poll)

  test(`${name}: the document has its requests`, (t) => {
    const others = otherPolls.map(([, line]) => line)
    for (const line of [start?.to, poll, ...others, cancel].filter((line) => line !== undefined))
      t.deepEqual(operationOf(line).parameterFaults(), [], line)
  })

  test(`${name}: the document accepts its answers`, (t) => {
    const pairs = [...changes, ...unchanged].flat()
    const answers = [...pending, ...done, ...failed, ...(otherwise ? [otherwise] : []), ...pairs]
    const faults = answers.flatMap(({ body }) => progress.answerFaults(body))
    const { http = 200, body = {} } = start?.answer ?? {}
    if (start) faults.push(...operationOf(start.to).answerFaults(body, http))
    t.deepEqual(sorted(faults), listed(refused, name))
  })

  test(`${name}: it has each status of the document`, (t) => {
    const { word = 'status' } = example
    const answered = [...pending, ...done, ...failed].map(
      ({ body }) => (body as Record<string, unknown>)[word],
    )
    t.deepEqual(
      progress.wordsOf(word).filter((status) => !answered.includes(status)),
      [],
    )
  })

  test(`${name}: the document refuses its broken answers`, (t) => {
    const passed = example.broken.filter(([body]) => progress.answerFaults(body).length === 0)
    t.deepEqual(sorted(passed.map(([, path]) => path)), listed(accepted, name))
  })

  if (start && !start.undocumented?.['body'] && operationOf(start.to).hasBody) {
    const { bodies, required, mistyped, inPath = {}, undocumented = {} } = start
    const { requestFaults, requestFields } = operationOf(start.to)
    const ofBody = (fields: readonly string[]) => fields.filter((field) => !(field in inPath))

    test(`${name}: the document accepts its requests`, (t) =>
      t.deepEqual(sorted(Object.values(bodies).flatMap(requestFaults)), Object.keys(undocumented)))

    test(`${name}: the document refuses its mistyped requests`, (t) => {
      const passed = ofBody(Object.keys(mistyped)).filter(
        (field) => requestFaults({ ...bodies.full, [field]: mistyped[field] }).length === 0,
      )
      t.deepEqual(passed, [])
    })

    test(`${name}: the document has the same fields`, (t) => {
      const sent = Object.values(bodies).flatMap(Object.keys)
      const { all, required: needed } = requestFields()
      t.deepEqual(sorted(all.filter((field) => !sent.includes(field))), listed(unsent, name))
      t.deepEqual(sorted(ofBody(required)), sorted(needed))
    })
  }
}
