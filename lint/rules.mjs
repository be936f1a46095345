// The project's own lint rules.
import { relative } from 'node:path';
import { importFault } from './floorPlan.mjs';

const root = new URL('..', import.meta.url).pathname;
const pathOf = (context) => relative(root, context.filename).replaceAll('\\', '/');

const floorPlan = {
  meta: { type: 'problem', schema: [], messages: { fault: '{{fault}}' } },
  create(context) {
    const file = pathOf(context);
    const check = (node, specifier, typesOnly) => {
      if (typeof specifier !== 'string') return;
      const fault = importFault({ file, specifier, typesOnly });
      if (fault) context.report({ node, messageId: 'fault', data: { fault } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value, node.importKind === 'type'),
      ExportNamedDeclaration: (node) => node.source && check(node, node.source.value, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, node.source.value, false),
      'NewExpression[callee.name="URL"][arguments.1.type="MemberExpression"]': (node) => {
        const [first] = node.arguments;
        if (first.type === 'Literal' && /^\.{0,2}\/.*\.ts$/.test(String(first.value))) check(node, first.value, false);
      },
    };
  },
};

const readByUsers = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label']);
const hasLetters = (text) => /\p{L}/u.test(text);

const noRawStrings = {
  meta: { type: 'problem', schema: [], messages: { raw: 'Words that users read stand in src/ui/wording.ts: "{{text}}"' } },
  create(context) {
    const report = (node, text) => {
      if (typeof text === 'string' && hasLetters(text)) context.report({ node, messageId: 'raw', data: { text: text.trim() } });
    };
    return {
      JSXText: (node) => report(node, node.value),
      'JSXExpressionContainer > Literal': (node) => {
        if (node.parent.parent.type !== 'JSXAttribute') report(node, node.value);
      },
      JSXAttribute(node) {
        if (!readByUsers.has(node.name.name) || !node.value) return;
        const value = node.value.type === 'JSXExpressionContainer' ? node.value.expression : node.value;
        if (value.type === 'Literal') report(node, value.value);
        if (value.type === 'TemplateLiteral') value.quasis.forEach((part) => report(node, part.value.cooked));
      },
    };
  },
};

export const projectRules = { rules: { 'floor-plan': floorPlan, 'no-raw-strings': noRawStrings } };
