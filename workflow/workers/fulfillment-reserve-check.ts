import { checkItemWorker } from './check-item.ts'

export default checkItemWorker('fulfillment-reserve-check')
