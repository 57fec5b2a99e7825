import { render } from 'preact';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import '../../ui/desk.css';
import { announce } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { Consult } from './consult';
import { codeInAddress } from './reading';
import { consultWords } from './words';

announce(() => consultWords().title);
showPresses(document);
render(<Consult code={codeInAddress()} />, document.getElementById('page') as HTMLElement);
