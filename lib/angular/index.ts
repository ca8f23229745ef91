export { httpClientTransport } from './http-client.js'
export { progressResource, type ResourceOptions, type StreamResourceOptions } from './progress-resource.js'
export { injectCekura, provideCekura } from './provide.js'
