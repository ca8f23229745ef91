/** A candidate on a plot, by what it costs (x) and how late it is (y). */
export interface Point {
  readonly family: 'constant' | 'exponential' | 'proportional'
  /** Its text, and how far from the point it stands. */
  readonly label: readonly [text: string, dx: number, dy: number] | undefined
  readonly x: number
  readonly y: number
  readonly isOnFront: boolean
  readonly isChosen: boolean
}

export interface Axis {
  readonly title: string
  readonly max: number
  readonly step: number
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 360, 56, 16, 34, 46]

const style = `
    text { font: 12px system-ui, sans-serif; fill: #57606a }
    .axis, .tick { stroke: #8c959f; fill: none } .tick { stroke-opacity: .35 }
    .front { stroke: #8c959f; stroke-dasharray: 4 3; fill: none }
    .constant { fill: #cf5c36 } .exponential { fill: #7c5cbf } .proportional { fill: #1f83c4 }
    .chosen { fill: none; stroke: #1a7f37; stroke-width: 2.5 } .label { font-weight: 600 }
    @media (prefers-color-scheme: dark) { text { fill: #b1bac4 } .chosen { stroke: #3fb950 } }`

/** A scatter plot as SVG, with the Pareto front as a dashed stair; readable on light and on dark. */
export const plot = (points: readonly Point[], x: Axis, y: Axis): string => {
  const left = (value: number): string => (LEFT + (value / x.max) * (WIDTH - LEFT - RIGHT)).toFixed(1)
  const top = (value: number): string =>
    (HEIGHT - BOTTOM - (value / y.max) * (HEIGHT - TOP - BOTTOM)).toFixed(1)

  const vertical = steps(x).map(
    (value) => `<path class="tick" d="M${left(value)} ${TOP}V${top(0)}"/>
  <text x="${left(value)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${value}</text>`,
  )
  const horizontal = steps(y).map(
    (value) => `<path class="tick" d="M${LEFT} ${top(value)}H${WIDTH - RIGHT}"/>
  <text x="${LEFT - 8}" y="${top(value)}" dy=".35em" text-anchor="end">${value}</text>`,
  )
  const front = points.filter((point) => point.isOnFront).sort((a, b) => a.x - b.x)
  const stair = front.map((p, n) => `${n === 0 ? 'M' : 'H'}${left(p.x)}${n === 0 ? ' ' : 'V'}${top(p.y)}`)
  const dots = points.map((p) => `<circle class="${p.family}" cx="${left(p.x)}" cy="${top(p.y)}" r="4.5"/>`)
  const ring = points
    .filter((p) => p.isChosen)
    .map((p) => `<circle class="chosen" cx="${left(p.x)}" cy="${top(p.y)}" r="9"/>`)
  const labels = points.map(({ label, x, y }) =>
    label
      ? `<text class="label" x="${left(x)}" y="${top(y)}" dx="${label[1]}" dy="${label[2]}">${label[0]}</text>`
      : '',
  )
  const legend = (['constant', 'exponential', 'proportional'] as const).map(
    (family, n) => `<circle class="${family}" cx="${LEFT + 8 + n * 116}" cy="16" r="4.5"/>
  <text x="${LEFT + 18 + n * 116}" y="16" dy=".35em">${family}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"
  aria-label="${y.title} against ${x.title}">
  <style>${style}
  </style>
  ${[...vertical, ...horizontal].join('\n  ')}
  <path class="axis" d="M${LEFT} ${TOP}V${top(0)}H${WIDTH - RIGHT}"/>
  <text x="${WIDTH - RIGHT}" y="${HEIGHT - 8}" text-anchor="end">${x.title}</text>
  <text transform="translate(14 ${TOP}) rotate(-90)" text-anchor="end">${y.title}</text>
  <path class="front" d="${stair.join('')}"/>
  ${[...dots, ...ring, ...labels, ...legend].filter(Boolean).join('\n  ')}
</svg>
`
}

const steps = ({ max, step }: Axis): number[] =>
  Array.from({ length: Math.floor(max / step) + 1 }, (_, n) => n * step)
