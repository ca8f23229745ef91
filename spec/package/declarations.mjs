import ts from 'typescript'

const { NodeBuilderFlags, SymbolFlags, SyntaxKind } = ts
const inFull = NodeBuilderFlags.NoTruncation | NodeBuilderFlags.MultilineObjectLiterals

/** Text as prettier would write it: without trailing semicolons, indented by two spaces. */
const tidied = (text) => text.replace(/;$/gm, '').replace(/^ +/gm, (spaces) => ' '.repeat(spaces.length / 2))
const indented = (text) => text.replace(/^/gm, '  ')
const block = (head, lines) =>
  lines.length ? `${head} {\n${lines.map(indented).join('\n')}\n}` : `${head} {}`

const byName = (a, b) => (a.name < b.name ? -1 : 1)
const has = (symbol, flag) => (symbol.flags & flag) !== 0
const modifiersOf = ({ valueDeclaration: node }) => (node ? ts.getCombinedModifierFlags(node) : 0)
const genericsOf = ({ declarations }) => {
  const parameters = declarations.find(({ typeParameters }) => typeParameters)?.typeParameters ?? []
  return parameters.length ? `<${parameters.map((node) => node.getText()).join(', ')}>` : ''
}

/** Returns a function that lists the declarations of a module's exports as the type checker sees them, by name. */
export const createDeclarations = (checker, isOwn, anySource) => {
  const printer = ts.createPrinter({ removeComments: true })
  const print = (node) => tidied(printer.printNode(ts.EmitHint.Unspecified, node, anySource))
  const typeText = (type, flags = 0) => print(checker.typeToTypeNode(type, undefined, inFull | flags))
  const signatureText = (signature, kind) =>
    print(checker.signatureToSignatureDeclaration(signature, kind, undefined, inFull))

  const memberText = (symbol, prefix) => {
    const { name, valueDeclaration: node } = symbol
    const readonly = modifiersOf(symbol) & ts.ModifierFlags.Readonly ? 'readonly ' : ''
    const isOptional = has(symbol, SymbolFlags.Optional)
    // The checker adds `undefined` to an optional property. Only the declaration shows if it was there before.
    const isAsDeclared = isOptional && node?.type && !ts.isFunctionLike(node)
    const type = isAsDeclared ? checker.getTypeFromTypeNode(node.type) : checker.getTypeOfSymbol(symbol)
    return `${prefix}${readonly}${name}${isOptional ? '?' : ''}: ${typeText(type)}`
  }

  /** Public members, including those from base classes of the package, which need not be exported. */
  const membersOf = (type, prefix = '') =>
    checker
      .getPropertiesOfType(type)
      .filter((symbol) => isOwn(symbol) && !has(symbol, SymbolFlags.Prototype))
      .filter((symbol) => !(modifiersOf(symbol) & ts.ModifierFlags.NonPublicAccessibilityModifier))
      .sort(byName)
      .map((symbol) => memberText(symbol, prefix))

  const signaturesOf = (type) => [
    ...type.getCallSignatures().map((signature) => signatureText(signature, SyntaxKind.CallSignature)),
    ...type
      .getConstructSignatures()
      .map((signature) => signatureText(signature, SyntaxKind.ConstructSignature)),
  ]

  const indexesOf = (type) =>
    checker.getIndexInfosOfType(type).map(({ keyType, type, isReadonly }) => {
      return `${isReadonly ? 'readonly ' : ''}[key: ${typeText(keyType)}]: ${typeText(type)}`
    })

  /** Base types outside the package. */
  const basesOf = (type) =>
    checker
      .getBaseTypes(type.target ?? type)
      .flatMap((base) => (isOwn(base.symbol) ? basesOf(base) : [typeText(base)]))

  const classDeclaration = (head, symbol, members) => {
    const constructed = checker.getTypeOfSymbol(symbol)
    const abstract = modifiersOf(symbol) & ts.ModifierFlags.Abstract ? 'abstract ' : ''
    const statics = [...signaturesOf(constructed), ...membersOf(constructed, 'static ')]
    return block(`${abstract}class ${head}`, [...statics, ...members])
  }

  const typeDeclaration = (name, symbol) => {
    const type = checker.getDeclaredTypeOfSymbol(symbol)
    const head = name + genericsOf(symbol)
    if (!has(symbol, SymbolFlags.Class | SymbolFlags.Interface))
      // `InTypeAlias` prints the definition of the alias instead of its name.
      return `type ${head} = ${typeText(type, NodeBuilderFlags.InTypeAlias)}`
    const bases = basesOf(type)
    const extended = bases.length ? `${head} extends ${bases.join(', ')}` : head
    const members = [...indexesOf(type), ...membersOf(type)]
    return has(symbol, SymbolFlags.Class)
      ? classDeclaration(extended, symbol, members)
      : block(`interface ${extended}`, [...signaturesOf(type), ...members])
  }

  const valueDeclaration = (name, symbol) => {
    const type = checker.getTypeOfSymbol(symbol)
    if (!has(symbol, SymbolFlags.Function)) return [`const ${name}: ${typeText(type)}`]
    return signaturesOf(type).map((signature) => `function ${name}${signature}`)
  }

  const enumDeclaration = (name, symbol) => {
    const values = checker.getExportsOfModule(symbol).sort(byName)
    return block(
      `enum ${name}`,
      values.map(
        (value) => `${value.name} = ${JSON.stringify(checker.getConstantValue(value.valueDeclaration))}`,
      ),
    )
  }

  const declarationsOf = (exported) => {
    const { name } = exported
    const symbol = has(exported, SymbolFlags.Alias) ? checker.getAliasedSymbol(exported) : exported
    if (has(symbol, SymbolFlags.Module)) return [block(`namespace ${name}`, exportsOf(symbol))]
    if (has(symbol, SymbolFlags.Enum)) return [enumDeclaration(name, symbol)]
    const types = has(symbol, SymbolFlags.Type) ? [typeDeclaration(name, symbol)] : []
    const isValue = has(symbol, SymbolFlags.Value) && !has(symbol, SymbolFlags.Class)
    return isValue ? [...types, ...valueDeclaration(name, symbol)] : types
  }

  const exportsOf = (module) => checker.getExportsOfModule(module).sort(byName).flatMap(declarationsOf)
  return exportsOf
}
