import drawn from 'virtual:icons';
import type { IconName } from './icon-names';

/** A line icon. It says nothing to a screen reader: words always stand beside it. */
export function Icon({ name }: { name: IconName }) {
  return <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" dangerouslySetInnerHTML={{ __html: drawn[name] ?? '' }} />;
}
