/** Coverage of lib/, mapped back from what runs; all of it, or the run fails. */
export default {
  name: 'rx-cekura',
  reports: ['console-summary', 'html'],
  outputDir: 'coverage',
  // The entries that only export again have nothing to run.
  filter: {
    '**/node_modules/**': false,
    '**/lib/index.ts': false,
    '**/lib/jobs/index.ts': false,
    '**/lib/angular/index.ts': false,
    '**/lib/**/*.ts': true,
  },
  onEnd: ({ summary, files }) => {
    const missed = files.filter(({ summary: s }) =>
      [s.lines, s.branches].some(({ pct }) => pct !== '' && pct < 100),
    )
    for (const { sourcePath, summary: s } of missed)
      console.error(`${sourcePath}: lines ${s.lines.pct} %, branches ${s.branches.pct} %`)
    if (missed.length > 0) process.exitCode = 1
    else console.log(`lib/ is covered: ${summary.lines.covered} lines, ${summary.branches.covered} branches`)
  },
}
