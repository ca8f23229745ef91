/* A plugin of typedoc: names pages by their first heading, and modules by their imports. */
import { Converter, ReflectionKind } from 'typedoc'

export const load = (app) => {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const [heading] = document.content[0].text.split('\n', 1)
    document.name = heading.replace('# ', '')
  })
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module))
      module.name = module.name === 'index' ? 'rx-cekura' : `rx-cekura/${module.name}`
  })
}
