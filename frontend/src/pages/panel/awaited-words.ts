/** Words about takes that archiving waits for: on which machine, since when, and how they are ended without it. */
import { dictionary } from '../../lib/i18n';

export const awaitedWords = dictionary(
  {
    head: '归档等待的内容', exhibits: '以下证据文件尚未到达服务器，由法庭主机补传；主机也没有的，档案包注明缺失，不再等待。', exhibit: '证据文件待补传',
    waits: (count: number) => `待封存 ${count}`, hint: '以下录制尚未由录制端封存，归档须等待。主机确实不会返回的，可声明终结；缺失部分照常说明并签字。',
    kinds: { room: '法庭主机录制', program: '合成画面录制', custody: '看守所主机录制', server: '法院服务器录制' } as Record<string, string>,
    nothing: '尚未收到任何内容', since: (time: string) => `最后收到 ${time}`, until: (time: string) => `录至 ${time}`,
    here: '主机已连接，正在等其上传', away: '主机未连接', told: '已告知最终封印',
    declare: '声明录制端不再返回', declareText: (what: string) => `${what}：以法院现存内容为准，由法院代为封存。主机如日后返回，其内容另存，不会丢失。经审判长或独任审判员签字后生效。`,
    why: '情况说明', confirm: '声明', declared: (text: string) => `已声明：${text}`, toSign: '待审判长或独任审判员签字',
    sign: '签署终结声明', signText: (what: string, text: string) => `${what}：${text}。签字后由法院封存，不能撤销。`, judge: '签字的法官', confirmSign: '签字',
    signed: (who: string) => `${who} 已签字，正在封存`, ended: (who: string) => `录制端未返回，由法院终结（${who} 签字）`,
    back: '主机已返回，其录制正在另存', backWhole: '主机已返回，其录制已全部另存', comma: ' · ',
  },
  {
    head: 'What archiving waits for', exhibits: 'Files of these exhibits have not reached the server; the courtroom machine brings them. What it has not got either the package lists as missing, and nobody waits for it.', exhibit: 'File of an exhibit, still to come',
    waits: (count: number) => `waits for ${count} ${count === 1 ? 'take' : 'takes'}`, hint: 'Their writers have not sealed these takes, so archiving waits. If a machine will surely not return, its take can be declared ended; what lacks is explained and signed as ever.',
    kinds: { room: 'Courtroom machine', program: 'Program mix', custody: 'Detention centre machine', server: 'Court server' } as Record<string, string>,
    nothing: 'Nothing came', since: (time: string) => `Last heard ${time}`, until: (time: string) => `kept to ${time}`,
    here: 'Its machine is connected and is waited for', away: 'Its machine is not connected', told: 'final seal told',
    declare: 'Declare that it does not return', declareText: (what: string) => `${what}: what the court holds becomes the record, sealed by the court. If the machine returns later, what it has is kept apart and not lost. It takes effect when the presiding or sole judge signs.`,
    why: 'Explanation', confirm: 'Declare', declared: (text: string) => `Declared: ${text}`, toSign: 'the presiding or sole judge is to sign',
    sign: 'Sign the ending', signText: (what: string, text: string) => `${what}: ${text}. Once signed the court seals it; that cannot be undone.`, judge: 'Judge who signs', confirmSign: 'Sign',
    signed: (who: string) => `Signed by ${who}, being sealed`, ended: (who: string) => `Ended without its writer (signed by ${who})`,
    back: 'Its machine is back; what it has is being kept apart', backWhole: 'Its machine came back; all it had is kept apart', comma: ' · ',
  },
);
