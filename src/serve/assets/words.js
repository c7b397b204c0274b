// What the page says, in the language that the server chose by Accept-Language.
const words = {
  zh: {
    skip: '跳到正文', page: '第', pageCount: count => `/ ${count} 页`, zoom: '缩放', smaller: '缩小',
    larger: '放大', fit: '适合窗口宽度', view: '看什么', viewPages: '成文', viewProof: '校样',
    viewRedline: '花脸稿', download: '下载 PDF', panel: '侧栏', pages: '页面', place: '出处',
    findings: '问题', facts: '数据',
    pageName: (label, index) => (label ? `第 ${index} 页（页码 ${label}）` : `第 ${index} 页`),
    placeHint: '点页面上的一行，这里显示它写在哪个文件的第几行。键盘：j、k 选下一行、上一行，回车打开；加号、减号缩放。',
    nowhere: '这里没有来自文件的内容。', line: (line, column) => `第 ${line} 行第 ${column} 列`,
    copy: '复制路径', copied: '已复制', open: '在编辑器中打开', noFindings: '没有发现问题。',
    waiting: '正在检查……', severity: { error: '错误', warning: '警告', note: '提示' },
    origin: { render: '排版', check: '校核', audit: '版式' }, show: '看位置',
    fact: '数据', value: '数值', previous: '上年', unit: '单位',
    noFacts: '这份文件没有登记数据（facts）。',
    factsHint: '改数字后按回车，只改文件里的这个数，注释和写法都不动。',
    readOnly: { computed: '由公式算出', read: '来自 CSV，请改原文件' },
    results: {
      'no-number': '这不是数字。', changed: '文件刚才在别处改过，已重新读入。请核对后再按一次回车。',
      unknown: '文件里已没有这个数据。', elsewhere: '这个数的写法特殊（如引用），请在文件里改。',
      broken: '文件目前有错误，请先改正。', unwritten: '文件写不进去：', failed: '没有改成，请再试一次。',
      incomplete: '没有改成，请再试一次。',
    },
    savedFact: name => `已写入：${name}`,
    broken: (file, count) => `${file} 有 ${count} 处错误。下面显示的是出错前的最后一版。`,
    brokenFirst: (file, count) => `${file} 有 ${count} 处错误，改正后这里就会显示页面。`,
    lost: '与 gongwen serve 的连接断了。程序如已结束，请重新运行并打开它给出的新地址。',
    refused: '地址已失效。请打开 gongwen serve 这次给出的地址。',
    updated: count => `已更新 ${count} 页`, mended: '错误已改正', noView: '现在无法这样显示。',
  },
  en: {
    skip: 'Skip to the pages', page: 'Page', pageCount: count => `of ${count}`, zoom: 'Zoom',
    smaller: 'Smaller', larger: 'Larger', fit: 'Fit the width', view: 'View', viewPages: 'Pages',
    viewProof: 'Proof', viewRedline: 'Redline', download: 'Download PDF', panel: 'Panel',
    pages: 'Pages', place: 'Source', findings: 'Findings', facts: 'Facts',
    pageName: (label, index) => (label ? `Sheet ${index}, numbered ${label}` : `Sheet ${index}`),
    placeHint: 'Click a line of a page to see the file and line that it comes from. Keys: j and k choose the next and the previous line, Enter opens it; + and - zoom.',
    nowhere: 'Nothing here comes from a file.', line: (line, column) => `line ${line}, column ${column}`,
    copy: 'Copy path', copied: 'Copied', open: 'Open in the editor', noFindings: 'Nothing found.',
    waiting: 'Checking…', severity: { error: 'Error', warning: 'Warning', note: 'Note' },
    origin: { render: 'composing', check: 'check', audit: 'audit' }, show: 'Show',
    fact: 'Fact', value: 'Value', previous: 'Last year', unit: 'Unit',
    noFacts: 'This report declares no facts.',
    factsHint: 'Change a number and press Enter: only its digits in the file change.',
    readOnly: { computed: 'computed', read: 'from a CSV file, to be edited there' },
    results: {
      'no-number': 'That is no number.',
      changed: 'The file was changed elsewhere and has been read again. Look at it and press Enter once more.',
      unknown: 'The file has no such fact any more.',
      elsewhere: 'It is written in a special way (an alias, perhaps): edit it in the file.',
      broken: 'The file has errors at present: mend them first.',
      unwritten: 'The file cannot be written: ', failed: 'It was not changed; try again.',
      incomplete: 'It was not changed; try again.',
    },
    savedFact: name => `Written: ${name}`,
    broken: (file, count) => `Errors in ${file}: ${count}. Below is the last version without errors.`,
    brokenFirst: (file, count) => `Errors in ${file}: ${count}. Pages appear when they are mended.`,
    lost: 'The connection to gongwen serve is lost. If the program has ended, run it again and open the address that it prints.',
    refused: 'This address is not valid any more. Open the one that gongwen serve printed.',
    updated: count => `Pages updated: ${count}`, mended: 'The errors are mended',
    noView: 'This cannot be shown now.',
  },
};

export const word = words[document.documentElement.lang.startsWith('zh') ? 'zh' : 'en'];

export function fillWords() {
  for (const element of document.querySelectorAll('[data-word]')) {
    element.textContent = word[element.dataset.word];
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', word[element.dataset.label]);
    if (element.localName === 'button') {
      element.title = word[element.dataset.label];
    }
  }
}

// An element with attributes and children; text is text, never markup.
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...children.filter(child => child !== undefined && child !== null));
  return element;
}
