/** What can be shown as evidence now: what was filed, the room's cameras, the screens of those who may file. Pure. */
import { isInCourt, people } from './course';
import type { CardInputNow, EvidenceScreens, HearingView, Participant, Role, Showing } from './words';

export type Target = Showing['targets'][number];
export type Exhibit = HearingView['state']['exhibits'][string];

/** Whose screens a person chooses; the record has every showing. */
export const TARGETS: Target[] = ['bench', 'parties', 'remote', 'witness', 'gallery'];

/** The prosecution, the parties and those who act for them. */
const FILING: Role[] = ['prosecutor', 'plaintiff', 'defendant', 'accused', 'prisoner', 'victim', 'third-party', 'defender', 'agent-ad-litem', 'statutory-representative', 'enforcement-representative', 'petitioner'];
const DOCUMENT = /document|visuali[sz]er|laptop|hdmi|evidence|pc$/;

export interface Sources {
  exhibits: Exhibit[];
  /** Document cameras and computers first, then every other camera of the room. */
  cameras: string[];
  /** What comes by a capture card that several things share; such a card is no camera of its own. */
  inputs: CardInputNow[];
  shares: Participant[];
}

export function sourcesOf(view: HearingView, screens: EvidenceScreens[]): Sources {
  const inputs = screens.flatMap((one) => one.inputs ?? []).filter((one) => view.may_play.includes(one.stream));
  const cameras = view.may_play.filter((stream) => stream.startsWith('cam-') && !inputs.some((one) => one.stream === stream));
  return {
    exhibits: Object.values(view.state.exhibits).sort((a, b) => a.number - b.number),
    cameras: [...cameras.filter(isForDocuments), ...cameras.filter((stream) => !isForDocuments(stream))],
    inputs,
    shares: people(view.state).filter((person) => isInCourt(person) && mayShare(person)),
  };
}

export const isForDocuments = (stream: string): boolean => DOCUMENT.test(stream);

/** Who may be asked for the own screen: whoever may file, and need not be hidden. */
export const mayShare = (person: Pick<Participant, 'role' | 'protected'>): boolean => FILING.includes(person.role) && !person.protected;

/** Where the card is that has been brought what is shown; ``null`` of what comes by no card. */
export const shownInput = (showing: Showing, screens: EvidenceScreens[]): CardInputNow | null =>
  screens.flatMap((one) => one.inputs ?? []).find((one) => one.stream === showing.source.stream && one.name === showing.source.input) ?? null;

/** The screens that are not as this showing wants them, or not yet. */
export const amiss = (showing: Showing, screens: EvidenceScreens[]): EvidenceScreens['screens'] =>
  screens.filter((one) => one.showing === showing.id).flatMap((one) => one.screens).filter((one) => !['so', 'assumed'].includes(one.standing));

/** What a source is, as the panel keeps it. */
export type Source = Showing['source'];

export const sameSource = (one: Source, other: Source): boolean => one.kind === other.kind && one.exhibit === other.exhibit && one.stream === other.stream && (one.input ?? null) === (other.input ?? null); // an older entry has no input

/** *targets* with *one* in it, or without it. */
export const toggled = (targets: Target[], one: Target): Target[] => (targets.includes(one) ? targets.filter((each) => each !== one) : [...targets, one]);
