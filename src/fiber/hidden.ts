import type { Callable } from '../base/callable';
import { setting } from '../base/config';
import type { Binding } from './addon';

/** Functions of the scripts to hide once there is an engine; null where scripts are shown. */
const hidden: { hide: Binding['hideScript'] | null; waiting: Callable[] | null } = {
  hide: null,
  waiting: setting('FRAMES') === 'hide' ? [] : null,
};

/**
 * Stacks show no frame of the script that `fn` is of, nor do debuggers stop in it. scripts/bundle.mjs calls it in each file that is loaded
 * late.
 */
export function hideScript(fn: Callable): void {
  if (hidden.hide !== null) hidden.hide(fn);
  else hidden.waiting?.push(fn);
}

/** There is an engine. */
export function beginHiding(binding: Binding, entry: Callable): void {
  if (hidden.waiting === null) return;
  hidden.hide = binding.hideScript;
  for (const fn of [entry, ...hidden.waiting.splice(0)]) binding.hideScript(fn);
}
