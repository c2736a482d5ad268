import { reportRefusalWorker } from './report-refusal.ts'

export default reportRefusalWorker('fulfillment-reserve-report-refusal')
