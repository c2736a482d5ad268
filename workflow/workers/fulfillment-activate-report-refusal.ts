import { reportRefusalWorker } from './report-refusal.ts'

export default reportRefusalWorker('fulfillment-activate-report-refusal')
