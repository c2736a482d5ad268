import { bindWorker } from './bind.ts'

export default bindWorker('order-fulfillment-bind')
