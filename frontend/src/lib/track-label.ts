/** A track's name as a court says it: the seat or the person, and whether it is picture or sound. */
import { court } from './court-words';
import { dictionary } from './i18n';
import type { Role } from './words';

const trackWords = dictionary(
  {
    pictureOf: '画面', soundOf: '话筒', program: '庭审合成', programSound: '庭审合成声', publicPicture: '公开画面', publicSound: '公开声音',
    remotePicture: '远程画面', remoteSound: '远程声音', evidence: '举证画面', evidenceSound: '举证声音', interpretation: '翻译',
    person: (who: string, isSound: boolean) => `${who}${isSound ? '声音' : '画面'}（远程）`,
  },
  {
    pictureOf: ' camera', soundOf: ' mic', program: 'Program', programSound: 'Program sound', publicPicture: 'Public picture', publicSound: 'Public sound',
    remotePicture: 'Remote picture', remoteSound: 'Remote sound', evidence: 'Evidence', evidenceSound: 'Evidence sound', interpretation: 'Interpreter',
    person: (who: string, isSound: boolean) => `${who}, remote ${isSound ? 'sound' : 'picture'}`,
  },
);

/** Name a track; *people* tells who is behind ``remote-p-1``. */
export function trackLabel(track: { name: string }, people: { id: string; name: string; role: Role }[] = []): string {
  const words = trackWords();
  const isSound = track.name.endsWith('-sound');
  const bare = track.name.replace(/-sound$/, '');
  if (bare === 'program') return isSound ? words.programSound : words.program;
  if (bare === 'public') return isSound ? words.publicSound : words.publicPicture;
  if (bare === 'evidence') return isSound ? words.evidenceSound : words.evidence;
  if (bare.startsWith('remote-')) {
    const person = people.find((one) => `remote-${one.id}` === bare);
    if (person) return words.person(court().role[person.role], isSound);
    return isSound ? words.remoteSound : words.remotePicture;
  }
  const [kind = '', ...rest] = bare.split('-');
  const seat = court().seat[rest.join('-')] ?? rest.join('-');
  if (kind === 'cam') return `${seat}${words.pictureOf}`;
  if (kind === 'mic') return `${seat}${words.soundOf}`;
  return kind === 'interp' ? `${words.interpretation} ${rest.join('-')}` : track.name;
}
