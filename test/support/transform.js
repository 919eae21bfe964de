'use strict';
const ts = require('typescript');
const { compilerOptions } = ts.readConfigFile(require.resolve('../../tsconfig.json'), ts.sys.readFile).config;

/** Types are checked by `npm run check`; jest only needs the JavaScript. */
module.exports = {
  process(source, fileName) {
    const options = {
      ...compilerOptions,
      noEmit: false,
      declaration: false,
      sourceMap: false,
      inlineSourceMap: true,
    };
    const parsed = ts.convertCompilerOptionsFromJson(options, '.').options;
    return { code: ts.transpileModule(source, { fileName, compilerOptions: parsed }).outputText };
  },
};
