/** A drawn courtroom for pages that have no server to show a picture of one. */
import type { MakeScreen } from '../../ui/screens';

interface Sitter {
  x: number;
  y: number;
  size: number;
  robe: string;
}

export const drawCourt: MakeScreen = (_hearing, stream, video, told) => {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 360;
  const pen = canvas.getContext('2d');
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    start() {
      if (!pen) return;
      const draw = () => (stream === 'program' ? program(pen) : alone(pen));
      draw();
      video.srcObject = canvas.captureStream(5);
      void video.play().catch(() => undefined);
      timer = setInterval(draw, 200);
      told('playing', null);
    },
    restart() {},
    stop() {
      clearInterval(timer);
      video.srcObject = null;
    },
  };
};

function program(pen: CanvasRenderingContext2D): void {
  part(pen, 0, 0, 430, 360, () => {
    wall(pen, 430, 360, '#3c4a55', '#33404a');
    pen.fillStyle = '#7c5a3a';
    pen.fillRect(145, 18, 140, 118);
    pen.fillStyle = '#93301f';
    ellipse(pen, 215, 74, 30, 30);
    sitter(pen, { x: 215, y: 168, size: 1.35, robe: '#1d2328' });
    desk(pen, 0, 262, 430, 98);
  });
  const views: [number, Sitter][] = [[0, { x: 105, y: 62, size: 0.8, robe: '#22324a' }], [120, { x: 105, y: 62, size: 0.8, robe: '#2d2a33' }], [240, { x: 105, y: 62, size: 0.8, robe: '#4d6a58' }]];
  for (const [top, who] of views) {
    part(pen, 434, top, 206, 117, () => {
      wall(pen, 206, 117, '#55646b', '#4a585f');
      sitter(pen, who);
      desk(pen, 0, 98, 206, 19);
    });
  }
}

function alone(pen: CanvasRenderingContext2D): void {
  part(pen, 0, 0, 640, 360, () => {
    wall(pen, 640, 360, '#627279', '#55656c');
    sitter(pen, { x: 320, y: 178, size: 2.5, robe: '#4d6a58' });
    pen.fillStyle = '#8b8f8a';
    pen.fillRect(0, 330, 640, 30);
  });
}

function part(pen: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, draw: () => void): void {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.translate(x, y);
  draw();
  pen.restore();
}

function wall(pen: CanvasRenderingContext2D, width: number, height: number, light: string, dark: string): void {
  pen.fillStyle = light;
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = dark;
  pen.fillRect(0, height * 0.55, width, height);
}

function desk(pen: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  pen.fillStyle = '#7a5637';
  pen.fillRect(x, y, width, height);
  pen.fillStyle = '#94693f';
  pen.fillRect(x, y, width, 8);
}

function ellipse(pen: CanvasRenderingContext2D, x: number, y: number, rx: number, ry: number): void {
  pen.beginPath();
  pen.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2);
  pen.fill();
}

function sitter(pen: CanvasRenderingContext2D, { x, y, size, robe }: Sitter): void {
  pen.fillStyle = robe;
  pen.beginPath();
  pen.moveTo(x - 52 * size, y + 110 * size);
  pen.quadraticCurveTo(x - 48 * size, y + 30 * size, x, y + 28 * size);
  pen.quadraticCurveTo(x + 48 * size, y + 30 * size, x + 52 * size, y + 110 * size);
  pen.fill();
  pen.fillStyle = '#c9a484';
  pen.fillRect(x - 8 * size, y + 12 * size, 16 * size, 24 * size);
  ellipse(pen, x, y, 20 * size, 25 * size);
  pen.fillStyle = '#24262b';
  pen.beginPath();
  pen.ellipse(x, y - 10 * size, 21 * size, 17 * size, 0, Math.PI, Math.PI * 2);
  pen.fill();
}
