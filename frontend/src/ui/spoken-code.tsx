/** The spoken code of a closing root: eight groups of five digits, to be read aloud one after another. */
import { partWords } from './words';

export function SpokenCode({ code }: { code: string }) {
  const groups = code.match(/.{5}/g) ?? [];
  return (
    <ol class="spoken-code" aria-label={partWords().spokenCode}>
      {groups.map((group, number) => (
        <li key={number}>{group}</li>
      ))}
    </ol>
  );
}
