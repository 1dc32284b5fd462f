/** What the two scopes have that a window has not: the audio thread, and a worker's files. */

declare const currentFrame: number;

declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

interface FileSystemSyncAccessHandle {
  write(content: Uint8Array, options?: { at?: number }): number;
  flush(): void;
  close(): void;
}

interface FileSystemFileHandle {
  createSyncAccessHandle(): Promise<FileSystemSyncAccessHandle>;
}
