export function compileKernels(): Promise<Uint8Array>
export function kernelModule(binary: Uint8Array): string
