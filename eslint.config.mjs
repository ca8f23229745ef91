import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import ts from 'typescript-eslint'

/** The layers of lib/, folders and files, the highest first. A layer imports from lower rows only, never from its own row. */
const layers = [
  ['cli/'],
  ['testing/', 'angular/'],
  ['index'],
  ['client', 'interop'],
  ['progress', 'start', 'cancel'],
  ['post'],
  ['engine', 'jobs/'],
  ['config'],
  ['polling/', 'exchange/'],
  ['safety/'],
  ['model/', 'platform/'],
]

/** Layers that import even less: from model/ and these packages only. */
const packages = { interop: ['rxjs', 'fp-ts'], 'jobs/': ['io-ts'] }

const restrict = (layer, file) => {
  const row = layers.findIndex((names) => names.includes(layer))
  const lower = layer in packages ? ['model/'] : layers.slice(row + 1).flat()
  const forbidden = layers.flat().filter((other) => ![layer, ...lower].includes(other))
  const up = layer.endsWith('/') ? '..' : '.'
  const targets = forbidden.map((other) => `${up}/${other}${other.endsWith('/') ? '' : '.js'}`)
  if (forbidden.includes('platform/')) targets.push('#platform')
  const starts = targets.map((target) => target.replaceAll('.', '\\.')).join('|')
  const message = `lib/${layer} must not import this; see the layers in lib/README.md.`
  const patterns = starts ? [{ regex: `^(${starts})`, message }] : []
  if (layer in packages) patterns.push({ regex: `^(?!\\.|${packages[layer].join('|')})`, message })
  return { files: [file], rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } }
}

const directions = layers
  .flat()
  .map((layer) => restrict(layer, layer.endsWith('/') ? `lib/${layer}**/*.ts` : `lib/${layer}.ts`))

/** Imports that the rule of the layers does not see. */
const hiddenImports = ['ImportExpression', 'TSImportType']

const namespaceImport = {
  selector: 'ImportDeclaration[importKind="value"] > ImportNamespaceSpecifier',
  message:
    'Import by name: a namespace adds a helper to the CommonJS file, which doubles the time to load it.',
}

export default defineConfig(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/.angular/**',
      'coverage/**',
      'docs/**',
      '**/.readme/**',
    ],
  },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  ts.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    // The example app's dependencies are not those of the library: they need not be installed to lint it.
    files: [
      '**/*.mjs',
      '**/*.cjs',
      'spec/apps/{angular,ssr}/src/**',
      'spec/apps/servers/programs/**',
      'spec/runtimes/native/app/**',
    ],
    extends: [ts.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
    languageOptions: {
      globals: {
        console: false,
        process: false,
        fetch: false,
        Response: false,
        setTimeout: false,
        performance: false,
        URL: false,
        AbortController: false,
        Buffer: false,
      },
    },
  },
  {
    // The types of a definition are inferred from its parts; these need `any` and `{}`.
    files: ['lib/model/job.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off', '@typescript-eslint/no-empty-object-type': 'off' },
  },
  directions,
  {
    files: ['lib/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...hiddenImports] },
  },
  {
    files: ['lib/jobs/*.ts'],
    ignores: ['lib/jobs/{codecs,request}.ts'],
    rules: { 'no-restricted-syntax': ['error', ...hiddenImports, namespaceImport] },
  },
)
