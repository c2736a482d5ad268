import { runSimulator } from '../simulator.ts'
import { inventoryWords } from './words.ts'

await runSimulator(inventoryWords)
