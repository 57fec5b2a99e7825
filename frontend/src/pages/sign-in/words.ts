/** Words of the sign-in page. */
import { dictionary } from '../../lib/i18n';

export const signInWords = dictionary(
  {
    title: '登录', product: '庭审音视频系统', account: '账号', password: '口令', signIn: '登录', signingIn: '正在登录…',
    setUp: '首次设置', setUpText: '请设立第一位管理员。口令至少 10 个字符，只有您知道。', name: '姓名', create: '设立管理员',
    noServer: '连不上服务器', checkNetwork: '请检查网络后再试。', forgot: '忘记口令？请系统管理员发给您一次性登录链接。', spent: '链接已用过或已过期', spentHelp: '请用账号和口令登录，或请管理员重新发送。',
  },
  {
    title: 'Sign in', product: 'Courtroom', account: 'Account', password: 'Password', signIn: 'Sign in', signingIn: 'Signing in…',
    setUp: 'First set-up', setUpText: 'Make the first administrator. The password has at least 10 characters and is known to you alone.', name: 'Name', create: 'Make administrator',
    noServer: 'The server cannot be reached', checkNetwork: 'Check the network and try again.', forgot: 'Forgot the password? Court IT can send you a one-time link.', spent: 'This link was used or is too old', spentHelp: 'Sign in with your password, or ask for a new link.',
  },
);
