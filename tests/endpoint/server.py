"""A language-model endpoint on this machine that reads requests strictly and answers as it is told.

`POST /_plan` with a list of steps answers with a base path; each request below that path is held against the published
definitions (`published.py`), refused with 400 where it does not fit, and else answered by the next step, the last one
again and again. `GET /_seen/<id>` lists what came in. Prints its port, ends with its standard input.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from google.protobuf import json_format

from published import Misfit, check, language_type, parse, to_json, vertex_type

plans: list[list[dict[str, Any]]] = []
seen: list[list[dict[str, Any]]] = []
ended = threading.Event()


def answer(form: str, text: str) -> Any:
    """A whole answer, built from the published messages so that the shape is theirs."""
    if form == "predict-text":
        return predictions([{"content": text, "safetyAttributes": {"blocked": False, "categories": [], "scores": []}, "citationMetadata": {"citations": []}}])
    if form == "predict-chat":
        return predictions([{"candidates": [{"author": "1", "content": text}], "safetyAttributes": [{"blocked": False}], "citationMetadata": [{"citations": []}]}])
    if form == "palm-text":
        return to_json(language_type("v1beta2", "text_service", "GenerateTextResponse")(candidates=[{"output": text}]))
    if form == "palm-message":
        return to_json(language_type("v1beta2", "discuss_service", "GenerateMessageResponse")(candidates=[{"author": "1", "content": text}]))
    if form == "gemini":
        return content({"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "finish_reason": "STOP"}]})
    return completion(text)


def blocked(form: str) -> Any:
    if form == "predict-text":
        return predictions([{"content": "", "safetyAttributes": {"blocked": True, "errors": [253]}}])
    if form == "predict-chat":
        return predictions([{"candidates": [], "safetyAttributes": [{"blocked": True, "errors": [253]}]}])
    if form == "palm-text":
        return to_json(language_type("v1beta2", "text_service", "GenerateTextResponse")(filters=[{"reason": "SAFETY"}]))
    if form == "palm-message":
        return to_json(language_type("v1beta2", "discuss_service", "GenerateMessageResponse")(filters=[{"reason": "SAFETY"}]))
    if form.startswith("gemini"):
        return content({"prompt_feedback": {"block_reason": "SAFETY"}})
    return completion("", finish_reason="content_filter")


def no_candidates(form: str) -> Any:
    return {"predict-text": {"predictions": []}, "predict-chat": {"predictions": []}}.get(form, {"choices": []} if form.startswith("openai") else {"candidates": []})


def predictions(values: list[Any]) -> Any:
    return json_format.MessageToDict(parse(vertex_type("prediction_service", "PredictResponse"), {"predictions": values}))


def content(fields: dict[str, Any]) -> Any:
    return to_json(language_type("v1beta", "generative_service", "GenerateContentResponse")(**fields))


def completion(text: str, finish_reason: str = "stop") -> Any:
    from openai.types.chat import ChatCompletion

    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish_reason, "logprobs": None}
    whole = {"id": "c-1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return ChatCompletion.model_validate(whole).model_dump(mode="json")


def pieces(form: str, text: str) -> list[str]:
    """The events of a streamed answer, some of them without text, as servers send them."""
    words = text.split(" ")
    parts = [word if at == 0 else f" {word}" for at, word in enumerate(words)]
    if form == "gemini-stream":
        events = [content({"candidates": [{"content": {"role": "model", "parts": [{"text": part}]}}]}) for part in parts]
        events.append(content({"candidates": [{"content": {"role": "model", "parts": []}, "finish_reason": "STOP"}]}))
        events.append(content({"usage_metadata": {"prompt_token_count": 1, "total_token_count": 2}}))
        return [json.dumps(event) for event in events]
    from openai.types.chat import ChatCompletionChunk

    def chunk(delta: dict[str, Any], finish_reason: str | None = None) -> str:
        whole = {"id": "c-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}
        return json.dumps(ChatCompletionChunk.model_validate(whole).model_dump(mode="json"))

    return [chunk({"role": "assistant", "content": ""}), *(chunk({"content": part}) for part in parts), chunk({}, "stop"), "[DONE]"]


def error_body(step: dict[str, Any], form: str) -> Any:
    status = step["status"]
    reason = step.get("reason")
    if form.startswith("openai") and not step.get("array"):
        return {"error": {"message": "refused", "type": "invalid_request_error", "code": reason, "param": step.get("param")}}
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com"}] if reason else []
    if "retryDelay" in step:
        details.append({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": step["retryDelay"]})
    error = {"error": {"code": status, "message": "refused", "status": step.get("code", "UNKNOWN"), "details": details}}
    return [error] if step.get("array") else error


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Silent: what came in is asked for."""

    def reply(self, status: int, body: Any, kind: str = "application/json", headers: dict[str, str] | None = None, allow: bool = True) -> None:
        data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.finish_headers(headers, allow)
        if data:
            self.wfile.write(data)

    def finish_headers(self, headers: dict[str, str] | None = None, allow: bool = True) -> None:
        if allow:
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Expose-Headers", "Retry-After")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def plan(self) -> tuple[int, str]:
        """Number of the plan and the path below it."""
        number, _, path = urlsplit(self.path).path.removeprefix("/").partition("/")
        return int(number), f"/{path}"

    def do_OPTIONS(self) -> None:
        number, _ = self.plan()
        if plans[number][0]["kind"] == "no-cors":
            self.reply(403, "", allow=False)
            return
        # No x-stainless-* and no other header: a page may send what is named here and no more.
        self.reply(204, "", headers={"Access-Control-Allow-Headers": "authorization, content-type, x-goog-api-key", "Access-Control-Allow-Methods": "POST"})

    def do_GET(self) -> None:
        if self.path.startswith("/_seen/"):
            self.reply(200, seen[int(self.path.removeprefix("/_seen/"))])
            return
        self.reply(404, {"error": {"code": 404, "message": "no such page", "status": "NOT_FOUND"}})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/_plan":
            plans.append(json.loads(body))
            seen.append([])
            self.reply(200, len(plans) - 1)
            return
        number, path = self.plan()
        query = dict(parse_qsl(urlsplit(self.path).query))
        received = {"path": path, "query": query, "headers": {name.lower(): value for name, value in self.headers.items()}, "body": body.decode()}
        steps = plans[number]
        step = steps[min(len(seen[number]), len(steps) - 1)]
        try:
            if self.headers.get("Content-Type") != "application/json":
                raise Misfit("the content type is not JSON")
            form = check(path, query, json.loads(body))
        except (Misfit, json.JSONDecodeError) as misfit:
            seen[number].append({**received, "fault": str(misfit)})
            self.reply(400, {"error": {"code": 400, "message": str(misfit), "status": "INVALID_ARGUMENT"}})
            return
        seen[number].append({**received, "fault": None})
        self.play(step, form)

    def play(self, step: dict[str, Any], form: str) -> None:
        kind = step["kind"]
        if kind == "answer":
            self.say(form, step["text"])
        elif kind == "error":
            headers = {"Retry-After": str(step["retryAfter"])} if "retryAfter" in step else None
            self.reply(step["status"], error_body(step, form), headers=headers)
        elif kind == "raw":
            self.reply(step.get("status", 200), step["body"], step.get("type", "application/json"))
        elif kind == "blocked":
            self.reply(200, f"data: {json.dumps(blocked(form))}\n\n" if form == "gemini-stream" else blocked(form), "text/event-stream" if form == "gemini-stream" else "application/json")
        elif kind == "no-candidates":
            self.reply(200, no_candidates(form))
        elif kind == "no-cors":
            self.reply(200, answer(form.removesuffix("-stream"), "never read"), allow=False)
        elif kind == "redirect":
            self.reply(307, "", headers={"Location": step["to"]})
        elif kind == "hang":
            ended.wait(step.get("seconds", 60))
        elif kind == "big":
            self.reply(200, b"{\"x\":\"" + b"a" * step["bytes"] + b"\"}")
        elif kind == "half":
            whole = json.dumps(answer(form.removesuffix("-stream"), step.get("text", "yes")))
            self.reply(200, whole[: len(whole) // 2])
        elif kind == "cut":
            self.cut(form, step)
        else:
            raise ValueError(kind)

    def say(self, form: str, text: str) -> None:
        if not form.endswith("-stream"):
            self.reply(200, answer(form, text))
            return
        self.begin_stream()
        for event in pieces(form, text):
            self.send_chunk(f"data: {event}\r\n\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def begin_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.finish_headers()

    def send_chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def cut(self, form: str, step: dict[str, Any]) -> None:
        """Break off in the middle: cleanly, as a proxy does, or by dropping the connection."""
        self.close_connection = True
        if form.endswith("-stream"):
            self.begin_stream()
            events = pieces(form, step["text"])
            for event in events[: len(events) // 2]:
                self.send_chunk(f"data: {event}\n\n")
            # Time for the page to see what has come.
            time.sleep(0.2)
            if step.get("cleanly"):
                # A connection that ends whole may be asked again.
                self.wfile.write(b"0\r\n\r\n")
                self.close_connection = False
            return
        data = json.dumps(answer(form, step["text"])).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.finish_headers()
        self.wfile.write(data[: len(data) // 2])


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *where: Any) -> None:
        """A client that goes away is no error here: cancelling is tested too."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(*where)


def main() -> None:
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    ended.set()
    server.shutdown()


main()
