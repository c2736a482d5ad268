import { runSimulator } from '../simulator.ts'
import { provisioningWords } from './words.ts'

await runSimulator(provisioningWords)
