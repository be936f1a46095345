import type { Dialect } from '#src/llm/endpoint.ts';
import { geminiContent } from '#src/llm/geminiContent.ts';
import type { LlmDialect } from '#src/llm/llmDialect.ts';
import { openAiChat } from '#src/llm/openAiChat.ts';
import { palmGenerateMessage, palmGenerateText } from '#src/llm/palmGenerate.ts';
import { vertexChatBison, vertexTextBison } from '#src/llm/vertexPredict.ts';

export const endpointDialects: Readonly<Record<Dialect, LlmDialect>> = {
  'vertex-text-bison': vertexTextBison,
  'vertex-chat-bison': vertexChatBison,
  'palm-generate-text': palmGenerateText,
  'palm-generate-message': palmGenerateMessage,
  'gemini-generate-content': geminiContent,
  'openai-chat': openAiChat,
};
