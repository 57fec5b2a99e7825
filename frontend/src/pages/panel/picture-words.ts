/** Words of the cameras' view. */
import { dictionary } from '../../lib/i18n';

export const pictureWords = dictionary(
  {
    title: '画面', cameras: '本庭摄像机', chosen: '选中的摄像机', none: '本法庭没有摄像机', unheard: '没有收到法庭主机的摄像机状态',
    pad: '云台', padHelp: '按住拖动，松开即停；或按住方向键', zoom: '变焦', closer: '拉近', wider: '拉远', speed: '速度', slow: '慢', medium: '中', fast: '快', stop: '停止',
    presets: '预置位', store: '存为…', storeTitle: (camera: string) => `将${camera}的当前画面存为预置位`, storeName: '预置位名称', storeKnown: '覆盖已有的预置位', storeDo: '存储', stored: (preset: string) => `已存为“${preset}”`, storedNote: '只记位置，不写入摄像机', unstore: '撤销存储',
    close: '近景', atPreset: '已到位', onTheWay: '正在移动', assumed: '未核实', inMemory: '摄像机内置', asFigures: '按位置',
    frameHelp: '在画面上拖出方框，即取该处；点一下，即居中',
    fixed: '固定', still: '静止', moving: '移动中', lost: '无应答', unknown: '状态未知', automatic: '未人工控制', sinceHand: (time: string) => `人工控制 ${time}`,
    held: '证人保护，已锁定', noRight: '无权操作', noLine: '未连接，不能操作', notMoving: '此摄像机不能移动', cannotStore: '此摄像机不报告位置，不能存储', notSeen: '正在读取位置',
    lostTitle: (camera: string) => `${camera}无应答`, lostHelp: '请检查其电源和控制线，或请技术人员到场。其他摄像机和录制不受影响。', refused: '未执行', noPicture: '等待画面', notPublished: '开庭准备后才有画面', recess: '休庭，不采集画面',
    preset: (name: string) => ({ wide: '全景', close: '近景' })[name] ?? name,
  },
  {
    title: 'Picture', cameras: 'Cameras of this courtroom', chosen: 'Chosen camera', none: 'This courtroom has no cameras', unheard: 'The courtroom says nothing of its cameras',
    pad: 'Pan and tilt', padHelp: 'Hold and drag, let go to stop; or hold an arrow key', zoom: 'Zoom', closer: 'Closer', wider: 'Wider', speed: 'Speed', slow: 'Slow', medium: 'Medium', fast: 'Fast', stop: 'Stop',
    presets: 'Presets', store: 'Store as…', storeTitle: (camera: string) => `Store what ${camera} shows as a preset`, storeName: 'Name of the preset', storeKnown: 'Overwrite one', storeDo: 'Store', stored: (preset: string) => `Stored as “${preset}”`, storedNote: 'Its position is kept; nothing is written into the camera', unstore: 'Undo storing',
    close: 'Close', atPreset: 'There', onTheWay: 'Moving', assumed: 'Not proven', inMemory: 'In the camera', asFigures: 'By position',
    frameHelp: 'Drag a box on the picture to fill it with that; tap to bring it to the middle',
    fixed: 'Fixed', still: 'Still', moving: 'Moving', lost: 'No answer', unknown: 'Unknown', automatic: 'Not by hand', sinceHand: (time: string) => `By hand ${time}`,
    held: 'Held: a witness is protected', noRight: 'You may not move it', noLine: 'Not connected', notMoving: 'This camera does not move', cannotStore: 'It does not say where it looks', notSeen: 'Asking where it looks',
    lostTitle: (camera: string) => `${camera} does not answer`, lostHelp: 'Check its power and cable, or call a technician. The record goes on.', refused: 'Not done', noPicture: 'Waiting for the picture', notPublished: 'There are pictures once the hearing is prepared', recess: 'Recess: no pictures',
    preset: (name: string) => ({ wide: 'Wide', close: 'Close' })[name] ?? name,
  },
);
