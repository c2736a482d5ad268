// The package's types are not reachable from its main export; this is what the check of processes uses of it.
declare module 'bpmn-moddle' {
  export type Element = {
    readonly $type: string
    readonly $attrs: Readonly<Record<string, string>>
    readonly id?: string
    readonly incoming?: readonly Element[]
    readonly outgoing?: readonly Element[]
    readonly sourceRef?: Element
    readonly targetRef?: Element
    readonly flowElements?: readonly Element[]
    readonly rootElements?: readonly Element[]
    readonly diagrams?: readonly { plane: { planeElement?: readonly { bpmnElement?: Element }[] } }[]
  }

  export class BpmnModdle {
    fromXML(xml: string): Promise<{ rootElement: Element; warnings: readonly { message: string }[] }>
  }
}
