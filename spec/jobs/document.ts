import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import document from './openapi.json'

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly required?: boolean }[]
  readonly requestBody?: object
}
const paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> = document.paths

const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }))
ajv.addSchema(document, 'openapi')

/**
 * Returns the paths of a value's faults by the schema at a JSON pointer of the document. Skips `oneOf`: the generator
 * writes it for a nullable field of any type, with two alternatives that both match null.
 */
const faultsOf = (pointer: string, value: unknown): readonly string[] => {
  const validate = ajv.getSchema(`openapi#${pointer.split('/').map(encodeURIComponent).join('/')}`)
  if (!validate) throw new Error(`the document has no schema at ${pointer}`)
  void validate(value)
  return (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== 'oneOf')
    .map(
      ({ instancePath, params }) =>
        `${instancePath}/${(params['missingProperty'] as string | undefined) ?? ''}`,
    )
    .map((path) => path.slice(1).replace(/\/$/, ''))
}

/** Finds the operation of a line such as `GET /a/7/?b=c`. */
export const operationOf = (line: string) => {
  const [method, url] = line.split(' ') as [string, string]
  const { pathname, searchParams } = new URL(url, document.servers[0]!.url)
  const given = pathname.split('/')
  const fits = (path: string): boolean => {
    const parts = path.split('/')
    return (
      parts.length === given.length && parts.every((part, i) => part === given[i] || part.startsWith('{'))
    )
  }
  // A path without placeholders comes before one that has some.
  const [path] = Object.keys(paths)
    .filter(fits)
    .sort((a, b) => a.split('{').length - b.split('{').length)
  const operation = path === undefined ? undefined : paths[path]![method.toLowerCase()]
  if (path === undefined || !operation) throw new Error(`the document has no operation for ${line}`)

  const pointer = `/paths/${path.replaceAll('/', '~1')}/${method.toLowerCase()}`
  const inPath = path
    .split('/')
    .flatMap((part, i) => (part.startsWith('{') ? [[part.slice(1, -1), given[i]!] as const] : []))
  const json = 'content/application~1json/schema'

  return {
    hasBody: operation.requestBody !== undefined,
    /** Names of parameters that are not documented, that are missing, or that have a wrong value. */
    parameterFaults: (): readonly string[] => {
      const documented = operation.parameters ?? []
      const sent = Object.fromEntries([...inPath, ...searchParams])
      const isWrong = (name: string, text: string): boolean => {
        const index = documented.findIndex((parameter) => parameter.name === name)
        if (index < 0) return true
        const schema = `${pointer}/parameters/${index}/schema`
        return faultsOf(schema, text).length > 0 && faultsOf(schema, Number(text)).length > 0
      }
      return [
        ...Object.entries(sent).flatMap(([name, text]) => (isWrong(name, text) ? [name] : [])),
        ...documented.flatMap(({ name, required }) => (required && !(name in sent) ? [name] : [])),
      ]
    },
    requestFaults: (body: unknown) => faultsOf(`${pointer}/requestBody/${json}`, body),
    answerFaults: (body: unknown, http = 200) => faultsOf(`${pointer}/responses/${http}/${json}`, body),
    /** Names of all fields of a request, and of those that are required. */
    requestFields: () => {
      const { properties = {}, required = [] } = schemaAt(`${pointer}/requestBody/${json}`)
      return { all: Object.keys(properties), required }
    },
    /** Copies of a request, each with another word in one field that has an enum. */
    variants: (body: unknown) =>
      operation.requestBody ? variantsOf(schemaAt(`${pointer}/requestBody/${json}`), body) : [],
    /** Words of a field of the answer that has an enum. */
    wordsOf: (field: string): readonly unknown[] => {
      const { properties = {} } = schemaAt(`${pointer}/responses/200/${json}`)
      return properties[field]?.enum ?? []
    },
  }
}

interface Schema {
  readonly $ref?: string
  readonly allOf?: readonly [Schema]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly enum?: readonly unknown[]
}

const schemaAt = (pointer: string): Schema => {
  const keys = pointer.split('/').slice(1)
  const found = keys.reduce<unknown>(
    (node, key) => (node as Record<string, unknown>)[key.replaceAll('~1', '/')],
    document,
  )
  return resolve(found as Schema)
}

const resolve = (schema: Schema): Schema => {
  if (schema.$ref) return schemaAt(schema.$ref.slice(1))
  return schema.allOf ? resolve(schema.allOf[0]) : schema
}

const variantsOf = (schema: Schema, value: unknown): readonly unknown[] => {
  const { enum: words, properties = {}, items } = resolve(schema)
  if (words) return words
  if (Array.isArray(value) && items) {
    return value.flatMap((item, i) =>
      variantsOf(items, item).map((other) => value.map((item: unknown, at) => (at === i ? other : item))),
    )
  }
  if (typeof value !== 'object') return []
  const fields = value as Readonly<Record<string, unknown>>
  return Object.entries(properties).flatMap(([name, property]) =>
    variantsOf(property, fields[name]).map((other) => ({ ...fields, [name]: other })),
  )
}
