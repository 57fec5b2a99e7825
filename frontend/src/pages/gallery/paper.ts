/** Drawn pages of exhibits, for pages that have no server to bring one: a statement of transfers, and a photograph. */
import type { pagePicture } from '../../lib/page-pictures';

const WIDTH = 595;
const HEIGHT = 842;

/** A page of paper, or of the exhibit e-2 a photograph. */
export const drawPage: typeof pagePicture = async (_hearing, exhibit, page) => {
  const canvas = document.createElement('canvas');
  const photograph = exhibit === 'e-2' || exhibit === 'e-3';
  [canvas.width, canvas.height] = photograph ? [960, 640] : [WIDTH, HEIGHT];
  const ink = canvas.getContext('2d');
  if (ink) (photograph ? photo : paper)(ink, page);
  return canvas.toDataURL('image/png');
};

function paper(ink: CanvasRenderingContext2D, page: number): void {
  ink.fillStyle = '#f4f0e6';
  ink.fillRect(0, 0, WIDTH, HEIGHT);
  ink.fillStyle = '#22323a';
  ink.fillRect(140, 60, 315, 22);
  ink.fillStyle = '#8d9490';
  for (let row = 0; row < 6; row += 1) ink.fillRect(60, 120 + row * 26, row % 3 === 2 ? 300 : 475, 10);
  ink.strokeStyle = '#6b7470';
  ink.lineWidth = 2;
  for (let row = 0; row <= 9; row += 1) line(ink, 60, 310 + row * 40, 535, 310 + row * 40);
  for (const x of [60, 180, 330, 535]) line(ink, x, 310, x, 670);
  ink.fillStyle = '#565e5b';
  for (let row = 0; row < 9; row += 1) ink.fillRect(345, 326 + row * 40, 60 + ((row * 37 + page * 53) % 110), 9);
  ink.strokeStyle = '#c0392b';
  ink.lineWidth = 5;
  ink.beginPath();
  ink.arc(450, 720, 56, 0, Math.PI * 2);
  ink.stroke();
  ink.fillStyle = '#c0392b';
  ink.font = '40px serif';
  ink.fillText('★', 430, 734);
  ink.fillStyle = '#565e5b';
  ink.font = '18px sans-serif';
  ink.fillText(String(page), 290, 815);
}

function photo(ink: CanvasRenderingContext2D): void {
  ink.fillStyle = '#3d5a73';
  ink.fillRect(0, 0, 960, 300);
  ink.fillStyle = '#59636a';
  ink.fillRect(0, 300, 960, 340);
  ink.fillStyle = '#d9dcdd';
  for (let x = 40; x < 960; x += 190) ink.fillRect(x, 470, 110, 14);
  ink.fillStyle = '#8c2f2a';
  ink.fillRect(300, 330, 330, 90);
  ink.fillRect(370, 270, 190, 70);
  ink.fillStyle = '#15191c';
  for (const x of [370, 560]) {
    ink.beginPath();
    ink.arc(x, 424, 38, 0, Math.PI * 2);
    ink.fill();
  }
}

function line(ink: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  ink.beginPath();
  ink.moveTo(x0, y0);
  ink.lineTo(x1, y1);
  ink.stroke();
}
