/** Which part of the timeline is looked at. Pure. Seconds of the timeline. */

export interface View {
  since: number;
  until: number;
}

const CLOSEST_S = 10;

/** The whole timeline. */
export const whole = (end: number): View => ({ since: 0, until: end });

/** *view* made *times* as wide, around *at*, inside the timeline. */
export function zoomed(view: View, times: number, at: number, end: number): View {
  const width = Math.min(end, Math.max(Math.min(CLOSEST_S, end), (view.until - view.since) * times));
  const share = Math.max(0, Math.min(1, (at - view.since) / (view.until - view.since || 1)));
  return within({ since: at - share * width, until: at + (1 - share) * width }, end);
}

/** *view*, moved so that *at* can be seen: a page on when it runs out of sight. */
export function following(view: View, at: number, end: number): View {
  if (at >= view.since && at <= view.until) return view;
  const width = view.until - view.since;
  return within({ since: at - width * 0.1, until: at + width * 0.9 }, end);
}

function within(view: View, end: number): View {
  const width = view.until - view.since;
  const since = Math.max(0, Math.min(end - width, view.since));
  return { since, until: since + width };
}
