/** How a picture gets into its <video>: by WHEP, unless a page without a server draws one. */
import { createContext } from 'preact';
import { Player, type Playing } from '../lib/whep';
import type { Broken } from '../lib/webrtc';

export interface Screen {
  start(): void;
  restart(): void;
  stop(): void;
}

export type MakeScreen = (hearing: string, stream: string, video: HTMLVideoElement, told: (state: Playing, broken: Broken | null) => void) => Screen;

export const Screens = createContext<MakeScreen>((hearing, stream, video, told) => new Player(hearing, stream, video, told));
