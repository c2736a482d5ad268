import { bindWorker } from './bind.ts'

export default bindWorker('quote-approval-bind')
