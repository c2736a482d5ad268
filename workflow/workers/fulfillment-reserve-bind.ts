import { bindWorker } from './bind.ts'

export default bindWorker('fulfillment-reserve-bind')
