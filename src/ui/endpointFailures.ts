import type { ErrorFacts, ErrorKind } from '#src/lib/appError.ts';
import type { FailureText } from '#src/ui/failureText.ts';

type EndpointKind = Extract<ErrorKind, `Endpoint${string}`>;

/** A code word of the endpoint's own, for whoever reads its documentation. */
const said = (reason: unknown): string => (reason === undefined ? '' : ` (${reason})`);

const notAllowed: Readonly<Record<string, FailureText>> = {
  missing: { what: 'No endpoint is set up.', remedy: 'Open Settings and give an https address (http only on this machine).' },
  'not a URL': { what: 'The address is no web address.', remedy: 'It begins with https:// and a host’s name (http:// only for a server on this machine). What you typed is still here.' },
  'not https': { what: 'The address is not https, so anyone on the way could read along.', remedy: 'Give an https address; http is for a server on this machine alone.' },
  'holds a password': { what: 'The address holds a name or password.', remedy: 'Take it out; a key belongs under Key.' },
  'holds a key': { what: 'The address holds a key, and addresses are remembered.', remedy: 'Take it out of the address and type it under Key in Settings.' },
  'not a header': { what: 'The key holds characters that no key has, such as a line break or a typographic dash.', remedy: 'Copy it again from its source.' },
};

const badAnswers: Readonly<Record<string, FailureText>> = {
  HTML: { what: 'The endpoint answered with a web page, not with data.', remedy: 'The address leads to a sign-in page, a proxy or a site. Check it in Settings.' },
  'half of a JSON': { what: 'The endpoint’s answer ends in the middle.', remedy: 'Ask again. If it stays, the fault is the server’s.' },
  'too long': { what: 'The endpoint’s answer is longer than 10 MB and was not read on.', remedy: 'Check that the address in Settings is a language model’s.' },
  'far too long': { what: 'The endpoint’s answer is far longer than was asked for, and is not shown.', remedy: 'Ask again. If it stays, check the model in Settings.' },
  empty: { what: 'The endpoint answered with nothing.', remedy: 'Ask again, or in other words.' },
};

/** Every way that an endpoint fails, in words. Facts hold codes of its protocol alone, never its sentences. */
export const endpointFailures: Readonly<Record<EndpointKind, (facts: ErrorFacts) => FailureText>> = {
  EndpointNotAllowed: ({ field, reason }) =>
    (field === 'model' ? { what: 'No model is named.', remedy: 'Open Settings and name the model that the endpoint shall use.' } : notAllowed[String(reason)]) ?? {
      what: `The endpoint cannot be used${said(reason)}.`,
      remedy: 'Open Settings and give an https address (http only on this machine).',
    },
  EndpointUnreachable: ({ reason }) => {
    if (reason === 'offline') return { what: 'This device is offline.', remedy: 'Connect, then ask again.' };
    return { what: 'The endpoint could not be reached.', remedy: 'Check the address, that the server runs, and that it allows this page (CORS).' };
  },
  EndpointRedirected: ({ host }) => ({
    what: `The endpoint${host === undefined ? '' : ` ${host}`} sends the request on to another address, and nothing is sent there.`,
    remedy: 'If you trust the other address, set it up in Settings.',
  }),
  EndpointRefused: ({ status, reason }) =>
    status === 403
      ? { what: `The endpoint does not allow this to the key${said(reason)}.`, remedy: 'Check that project, model, region and billing are open to this key.' }
      : { what: `The endpoint refused the key${said(reason)}.`, remedy: 'Check the key in Settings. Access tokens end after an hour.' },
  EndpointTimedOut: () => ({ what: 'The endpoint gave no answer in time.', remedy: 'Ask again, or ask less at once.' }),
  EndpointRateLimited: ({ reason, seconds }) =>
    reason === 'insufficient_quota'
      ? { what: 'The endpoint’s quota is used up.', remedy: 'Waiting does not help: its plan or budget must grow.' }
      : { what: 'The endpoint’s quota is used up for now.', remedy: seconds === undefined ? 'Wait a little, then ask again.' : `It asks to wait ${seconds} s, then ask again.` },
  EndpointModelMissing: ({ reason }) => ({ what: `The endpoint does not know this model or address${said(reason)}.`, remedy: 'Check address and model name in Settings.' }),
  EndpointBadRequest: ({ parameter, reason }) => ({
    what: parameter === undefined ? `The endpoint did not understand the request${said(reason)}.` : `The endpoint does not take “${parameter}”.`,
    remedy: 'Check that dialect and model in Settings fit the endpoint.',
  }),
  EndpointTooLong: () => ({ what: 'The request is longer than the endpoint’s model reads.', remedy: 'Shorten the report or the question, or choose a model that reads more.' }),
  EndpointFailed: ({ status }) => ({ what: `The endpoint failed${said(status)}, also when asked again.`, remedy: 'The fault is the server’s. Ask again later.' }),
  EndpointBadAnswer: ({ reason }) =>
    badAnswers[String(reason)] ?? { what: `The endpoint’s answer cannot be read${said(reason)}.`, remedy: 'Check that the dialect in Settings fits the endpoint.' },
  EndpointBlocked: ({ reason }) => ({ what: `The endpoint blocked its answer by its own safety rules${said(reason)}.`, remedy: 'Put the question in other words. Medical words alone may trip such rules.' }),
  EndpointCutOff: () => ({ what: 'The connection broke in the middle of the answer.', remedy: 'Ask again.' }),
  EndpointTakesNoPictures: () => ({ what: 'This dialect carries text alone, so the film was not sent.', remedy: 'Leave the film out, or choose a dialect that takes pictures.' }),
  EndpointMisshapen: ({ fault }) => ({
    what: `The endpoint’s answer has not the shape that was asked for, also when asked again${said(fault)}.`,
    remedy: 'Nothing was taken from it. Ask again, or choose a model that writes JSON.',
  }),
};
