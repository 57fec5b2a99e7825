/** Filing an exhibit: one file sent up, with how far it is. Sent again under the same id it is filed once. */
import { api, headers, own, Refused, Unreachable } from './http';

/** Types that the panel takes as evidence, for the browser's own chooser. */
export const ACCEPTED = '.pdf,.png,.jpg,.jpeg,.webp,.mp4,.mp3,.wav,.ogg,application/pdf,image/png,image/jpeg,image/webp,video/mp4,audio/mpeg,audio/wav,audio/ogg';

/**
 * Send *file*; *told* hears the share (0 to 1) that has gone up. Resolves once the panel has looked at it and filed it.
 * Rejects with Refused (the panel's words) or Unreachable.
 */
export function upload(hearing: string, file: File, id: string, told: (share: number) => void): Promise<void> {
  const request = new XMLHttpRequest(); // fetch cannot say how far an upload is
  request.open('POST', `${api}/hearings/${hearing}/exhibits?name=${encodeURIComponent(file.name)}&id=${id}`);
  for (const [name, value] of Object.entries(headers({ 'Content-Type': 'application/octet-stream' }))) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded, total }) => told(total ? loaded / total : 0);
  return new Promise((done, failed) => {
    request.onload = () => (request.status === 201 || request.status === 200 ? done() : failed(refused(request)));
    request.onerror = () => failed(new Unreachable());
    request.send(file);
  });
}

function refused(request: XMLHttpRequest): Refused {
  let said: { title?: string; detail?: string; remedy?: string } = {};
  try {
    said = JSON.parse(request.responseText) as typeof said;
  } catch {
    // something before the panel answered
  }
  return new Refused({ status: request.status, title: own(said.title) || request.statusText, detail: own(said.detail), remedy: own(said.remedy) });
}
