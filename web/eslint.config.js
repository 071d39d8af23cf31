import { readdirSync } from 'node:fs'
import vue from 'eslint-plugin-vue'
import typescript from 'typescript-eslint'

const features = readdirSync(new URL('./src/features/', import.meta.url))
const outward = 'shared/ and api/ stand below the features and the two applications.'
const sideways = 'A feature imports shared/ and api/, never another feature.'

export default typescript.config(
  { ignores: ['dist/', 'node_modules/'] },
  ...typescript.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
  },
  {
    files: ['**/*.{ts,vue,js,mjs}'],
    rules: {
      'no-undef': 'off',
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
      'vue/no-v-html': 'error',
      'vue/no-static-inline-styles': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
    },
  },
  {
    files: ['src/shared/**', 'src/api/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: '(^@|\\.\\.)/(features|site|console)/', message: outward }] }],
    },
  },
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '(^@|(\\.\\./){3,})/?(site|console)/', message: outward },
            ...features
              .filter((other) => other !== feature)
              .map((other) => ({ regex: `(features|\\.\\.)/${other}(/|$)`, message: sideways })),
          ],
        },
      ],
    },
  })),
)
