// What a worker and the process that started it have agreed on.

/** What a worker says once it serves. */
export const upMessage = 'up'
/** The ports that all workers share, and that of the metrics, which is of the first process alone. */
export const portVariable = 'PACTWORK_WORKERS_PORT'
export const metricsPortVariable = 'PACTWORK_WORKERS_METRICS_PORT'
