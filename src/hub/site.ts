import { OWN_CODE } from '../base/package-root';

/** Notes the stack of its maker; V8 makes the text only when it is read. */
export class StackNote {
  declare stack: string;

  /**
   * @param frames how many are noted at most
   * @param below frames above and including this function's are left out
   */
  static here(frames: number, below: (...args: never[]) => unknown): StackNote {
    const site = new StackNote();
    const limit = Error.stackTraceLimit;
    try {
      Error.stackTraceLimit = frames;
      Error.captureStackTrace(site, below);
      Error.stackTraceLimit = limit;
    } catch {
      site.stack = ''; // frozen intrinsics
    }
    return site;
  }

  /** The noted frames without those of greenpatch and of Node, as lines of a stack trace. */
  lines(most: number): string[] {
    const frames = this.stack.split('\n').filter((line) => /^\s+at /.test(line) && !line.includes(OWN_CODE));
    const users = frames.filter((line) => !line.includes('(node:'));
    return (users.length > 0 ? users : frames).slice(0, most).map((line) => line.trim());
  }
}
