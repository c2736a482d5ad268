export { waitFor as until } from '../stack/wait-for.ts'
