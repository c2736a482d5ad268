import { bindWorker } from './bind.ts'

export default bindWorker('fulfillment-activate-bind')
