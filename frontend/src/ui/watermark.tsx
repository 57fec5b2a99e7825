/** Reader, copy and, where it is online, the moment, again and again over everything: whoever films the screen films it too. */
import './watermark.css';

const TILES = Array.from({ length: 60 }, (_, nth) => nth);

export function Watermark({ text }: { text: string }) {
  return (
    <div class="watermark" aria-hidden="true" data-mark={text}>
      {TILES.map((nth) => <span key={nth}>{text}</span>)}
    </div>
  );
}
