// One run of postconf: its output, its warnings in their order, and the fatal error that ends it.

/** Standard output, warnings in postconf's order, and the fatal error that ended it, if any. */
export interface Shown {
  readonly output: string;
  readonly warnings: readonly string[];
  readonly fatal?: string;
}

/** Thrown when postconf would exit with a fatal error. */
export class Fatal extends Error {}

export class Run {
  readonly warnings: string[] = [];
  private output = '';

  print(line: string): void {
    this.output += `${line}\n`;
  }

  warn(text: string): void {
    this.warnings.push(printable(text));
  }

  result(work: () => void): Shown {
    try {
      work();
      return { output: this.output, warnings: this.warnings };
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      // Postfix writes its output in blocks and does not write the last one after a fatal error (vstream.c).
      const written = this.output.slice(0, this.output.length - (this.output.length % bufferSize));
      return { output: written, warnings: this.warnings, fatal: printable(error.message) };
    }
  }
}

const bufferSize = 4096;

/** msg(3) replaces each character that is not printable ASCII with a question mark. */
function printable(text: string): string {
  return text.replace(/[^ -~]/g, '?');
}
