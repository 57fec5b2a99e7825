/** Words of calling the bailiffs. */
import { dictionary } from '../../lib/i18n';

export const bailiffWords = dictionary(
  {
    key: '法警报警', keySmall: '一按即报，休庭时也有效', standing: '已报警，见页面上方', over: '庭审未开始或已归档',
    title: '法警报警', from: { panel: '书记员控制台', page: '法庭人员', button: '报警按钮' } as Record<string, string>, since: (time: string, where: string) => `${time} · ${where}`,
    noHearing: '当时无庭审', unseen: '尚无人确认', seen: (names: string) => `已知悉：${names}`, confirm: '确认知悉', clear: '解除报警',
    clearTitle: '解除法警报警', clearText: '解除后报警从各页面消失，确认和解除均记入庭审日志。', note: '处置情况', comma: '、', noName: '不能确认您的身份，请重新登录',
  },
  {
    key: 'Call bailiffs', keySmall: 'One tap; also in a recess', standing: 'Called; see the top of the page', over: 'Not open yet, or archived',
    title: 'Bailiffs called', from: { panel: 'from the clerk’s panel', page: 'by court staff', button: 'by an alarm button' } as Record<string, string>, since: (time: string, where: string) => `${time} · ${where}`,
    noHearing: 'no hearing had the room', unseen: 'nobody has confirmed', seen: (names: string) => `seen by ${names}`, confirm: 'I have seen it', clear: 'Clear',
    clearTitle: 'Clear the call for bailiffs', clearText: 'It then goes from every page. Confirming and clearing stand in the log.', note: 'What happened', comma: ', ', noName: 'You cannot be identified; please sign in again',
  },
);
