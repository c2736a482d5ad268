import { startItemWorker } from './start-item.ts'

export default startItemWorker('fulfillment-activate-start')
