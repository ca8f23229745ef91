export { agentImport } from './agent-import.js'
export { cleanDescription, type CleanDescription, type CleanDescriptionRequest } from './clean-description.js'
