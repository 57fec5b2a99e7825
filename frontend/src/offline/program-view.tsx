import { signal } from '@preact/signals';
import { useMemo, useRef, useState } from 'preact/hooks';
import { clockTime } from '../lib/clock';
import { language, speak } from '../lib/i18n';
import { HearingText } from '../player/hearing-text';
import { folderOf, type Folder } from '../player/reading';
import { Icon } from '../ui/icon';
import { Key } from '../ui/key';
import { Watermark } from '../ui/watermark';
import { partWords } from '../ui/words';
import { inFile, onTimeline, type HearingPackage } from './package';
import { offlineWords } from './words';

/** The one file that a browser plays from `file:`, the text beside it, and how to open the rest. */
export function ProgramView({ hearing, from, onOpen }: { hearing: HearingPackage; from: number | null; onOpen(folder: Folder): void }) {
  const words = offlineWords();
  const { record, program, about } = hearing;
  const at = useMemo(() => signal(0), []);
  const screen = useRef<HTMLVideoElement>(null);
  const follow = () => (at.value = onTimeline(program?.stretches ?? [], screen.current?.currentTime ?? 0));
  const seek = (to: number) => {
    if (!screen.current || !program) return;
    screen.current.currentTime = inFile(program.stretches, to);
    void screen.current.play().catch(() => undefined);
  };
  return (
    <div class="player program">
      {hearing.mark && <Watermark text={hearing.mark} />}
      <header>
        <div class="which">
          <h1 class="number">{record.case.number}</h1>
          <span>{[record.case.title || record.case.cause, about.court, about.room_name, record.zero_at && clockTime(record.zero_at)].filter(Boolean).join(' · ')}</span>
        </div>
        <Key look="plain" icon="languages" label={partWords().english} onTap={() => speak(language.value === 'zh' ? 'en' : 'zh')} />
      </header>
      <main class="angles">
        <div class="picture">
          {program ? <video ref={screen} src={program.file} controls {...(hearing.mark ? { controlsList: 'nofullscreen nodownload', disablePictureInPicture: true } : {})} preload="metadata" aria-label={words.program} onLoadedMetadata={() => from !== null && screen.current && (screen.current.currentTime = inFile(program.stretches, from))} onTimeUpdate={follow} onSeeked={follow} /> : <div class="why"><Icon name="video-off" />{words.noProgram}</div>}
        </div>
        <OpenFolder hearing={hearing} onOpen={onOpen} />
      </main>
      <aside>
        <div class="side">
          <HearingText lines={record.lines} at={at} onSeek={seek} />
        </div>
      </aside>
    </div>
  );
}

/** A picker of folders: a page on `file:` may read only what a person hands it. */
function OpenFolder({ hearing, onOpen }: { hearing: HearingPackage; onOpen(folder: Folder): void }) {
  const words = offlineWords();
  const [isWrong, setWrong] = useState(false);
  const take = (files: FileList | null) => {
    const folder = folderOf(files ?? []);
    const holds = hearing.record.takes.some(({ take: name }) => folder.has(`${hearing.media}/${name}/about.json`));
    setWrong(!holds);
    if (holds) onOpen(folder);
  };
  return (
    <div class="open-folder">
      <label class="key primary">
        <Icon name="archive" />
        <span>{words.open}</span>
        <input type="file" {...{ webkitdirectory: true }} multiple onChange={(event) => take(event.currentTarget.files)} />
      </label>
      <p role="status">{isWrong ? <b>{words.wrong}. {words.wrongHelp}</b> : words.openHelp}</p>
    </div>
  );
}
