import { startItemWorker } from './start-item.ts'

export default startItemWorker('fulfillment-reserve-start')
