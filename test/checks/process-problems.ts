import { BpmnModdle, type Element } from 'bpmn-moddle'

/** A process folder as it stands, and what its workers declare. */
export type ProcessFolder = {
  readonly key: string
  readonly bpmn: string
  readonly readme: string
  /** The names that variables.ts declares. */
  readonly variables: readonly string[]
  /** The workers of its topics with the variables each reads. */
  readonly workers: readonly { readonly topic: string; readonly variableNames: readonly string[] }[]
}

/** What a step that asks the domain answers, in every process: where the thing it asked about stands. */
const answered = ['outcome']

/** A sentence for everything that is wrong with a process (WFL-15). */
export async function processProblems(folder: ProcessFolder): Promise<string[]> {
  const read = await new BpmnModdle().fromXML(folder.bpmn).catch((error: unknown) => String(error))
  if (typeof read === 'string') return [`${folder.key}: the model cannot be read: ${read}`]

  const processes = (read.rootElement.rootElements ?? []).filter(({ $type }) => $type === 'bpmn:Process')
  const elements = processes.flatMap(({ flowElements }) => flowElements ?? [])
  const problems = [
    ...read.warnings.map(({ message }) => message),
    ...keyProblems(processes, folder.key),
    ...flowProblems(elements),
    ...drawingProblems(read.rootElement, elements),
    ...topicProblems(elements, folder),
    ...variableProblems(folder),
  ]

  return problems.map((problem) => `${folder.key}: ${problem}`)
}

const isFlow = ({ $type }: Element): boolean => $type === 'bpmn:SequenceFlow'

function keyProblems(processes: readonly Element[], key: string): string[] {
  if (processes.length !== 1) return ['a model holds one process.']
  const [process] = processes

  return [
    ...(process?.id === key ? [] : [`the id of the process is ${process?.id}, not that of its folder.`]),
    ...(process?.$attrs['camunda:historyTimeToLive']
      ? []
      : ['the process has no camunda:historyTimeToLive; its history would be kept for ever.']),
  ]
}

/** The engine does without <incoming> and <outgoing>; the tools that draw and lint a model do not. */
const flowProblems = (elements: readonly Element[]): string[] =>
  elements
    .filter(isFlow)
    .flatMap((flow) => [
      ...(flow.sourceRef?.outgoing?.includes(flow)
        ? []
        : [`${flow.sourceRef?.id} does not name ${flow.id} as outgoing.`]),
      ...(flow.targetRef?.incoming?.includes(flow)
        ? []
        : [`${flow.targetRef?.id} does not name ${flow.id} as incoming.`]),
    ])

function drawingProblems(definitions: Element, elements: readonly Element[]): string[] {
  const drawn = new Set(
    (definitions.diagrams ?? [])
      .flatMap(({ plane }) => plane.planeElement ?? [])
      .map(({ bpmnElement }) => bpmnElement),
  )

  return elements.filter((element) => !drawn.has(element)).map(({ id }) => `${id} is not drawn.`)
}

function topicProblems(elements: readonly Element[], { key, readme, workers }: ProcessFolder): string[] {
  const topics = elements.flatMap(({ $attrs }) => $attrs['camunda:topic'] ?? [])

  return [
    ...topics
      .filter((topic) => !topic.startsWith(`${key}-`))
      .map((topic) => `the topic ${topic} does not carry the name of the process.`),
    ...topics
      .filter((topic) => !workers.some((worker) => worker.topic === topic))
      .map((topic) => `no worker serves the topic ${topic}.`),
    ...topics
      .filter((topic) => !readme.includes(`\`${topic}\``))
      .map((topic) => `README.md does not say what ${topic} does.`),
    ...workers
      .filter(({ topic }) => !topics.includes(topic))
      .map(({ topic }) => `the worker of ${topic} serves no step.`),
  ]
}

/** Every variable that the model or a worker reads is declared: by variables.ts, or set by the model itself. */
function variableProblems({ bpmn, readme, variables, workers }: ProcessFolder): string[] {
  const set = [
    ...[...bpmn.matchAll(/<camunda:outputParameter name="(\w+)"/g)].map(([, name = '']) => name),
    ...[...bpmn.matchAll(/camunda:errorMessageVariable="(\w+)"/g)].map(([, name = '']) => name),
  ]
  const declared = new Set([...variables, ...set, ...answered])
  const inModel = [...bpmn.matchAll(/\$\{\s*([a-zA-Z]\w*)/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'decisionResult')
  const undeclared = [...new Set(inModel)].filter((name) => !declared.has(name))

  return [
    ...undeclared.map((name) => `the model reads ${name}, which variables.ts does not declare.`),
    ...workers.flatMap(({ topic, variableNames }) =>
      variableNames
        .filter((name) => !declared.has(name))
        .map((name) => `the worker of ${topic} reads ${name}, which variables.ts does not declare.`),
    ),
    ...(readme.includes('(variables.ts)') ? [] : ['README.md does not refer to variables.ts.']),
  ]
}
