/** Icons drawn by the pages (Lucide, ISC). The build takes exactly these into the page. */
export const iconNames = [
  'a-large-small', 'activity', 'archive', 'arrow-down-to-line', 'audio-lines', 'ban', 'bookmark', 'calendar', 'camera', 'camera-off',
  'captions', 'captions-off', 'check', 'chevron-down', 'chevron-left', 'chevron-right', 'circle-alert', 'circle-check', 'circle-question-mark',
  'circle-x', 'clock', 'contrast', 'copy', 'door-open', 'download', 'ellipsis', 'external-link', 'eye', 'eye-off', 'file-check',
  'file-text', 'flip-horizontal-2', 'gavel', 'hand', 'hourglass', 'info', 'key-round', 'keyboard', 'languages', 'laptop', 'layout-dashboard', 'layout-panel-left',
  'life-buoy', 'link', 'link-2', 'lock', 'log-in', 'log-out', 'maximize', 'megaphone', 'mic', 'mic-off', 'monitor', 'moon', 'pause', 'pen-line', 'pencil', 'play',
  'plus', 'projector', 'radio', 'refresh-cw', 'rewind', 'scale', 'scroll-text', 'search', 'server', 'shield-check', 'signal',
  'siren', 'speaker', 'skip-forward', 'square', 'stethoscope', 'triangle-alert', 'undo-2', 'user-check', 'user-plus', 'user-round',
  'user-x', 'users', 'video', 'video-off', 'volume-2', 'volume-x', 'wifi', 'wifi-off', 'wrench', 'x',
  'chevron-left', 'eraser', 'file-music', 'film', 'image', 'move-up-right', 'presentation', 'screen-share', 'upload', 'zoom-in', 'zoom-out',
  'armchair', 'arrow-down', 'arrow-left', 'arrow-right', 'arrow-up', 'cable', 'flask-conical', 'lightbulb', 'list-checks', 'map', 'printer', 'redo-2', 'rotate-ccw', 'rotate-cw', 'save', 'send',
] as const;

export type IconName = (typeof iconNames)[number];
