"""The wire formats by their published definitions: what fits is parsed, what does not is refused with a reason.

Requests are parsed into the protobuf messages of google-ai-generativelanguage and google-cloud-aiplatform and into the
pydantic-checked types of openai. The instances and parameters of Vertex's `:predict`, which its protobuf leaves open,
are held against a strict schema written here after Google's documentation of text-bison and chat-bison.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
import types
from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import json_format


class Misfit(ValueError):
    """A request that the published definition does not allow."""


def bare_package(name: str) -> None:
    """Make a package importable without running its `__init__`, which would import clients and grpc."""
    parent: types.ModuleType | None = None
    walked: list[str] = []
    for part in name.split("."):
        walked.append(part)
        full = ".".join(walked)
        known = sys.modules.get(full)
        if known is None:
            places = [os.path.join(path, part) for path in (parent.__path__ if parent else sys.path)]
            known = types.ModuleType(full)
            known.__path__ = [place for place in places if os.path.isdir(place)]
            sys.modules[full] = known
            if parent:
                setattr(parent, part, known)
        parent = known


VERSIONS = ("v1beta2", "v1beta3", "v1beta")
for version in VERSIONS:
    bare_package(f"google.ai.generativelanguage_{version}.types")
bare_package("google.cloud.aiplatform_v1.types")


def language_type(version: str, module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"google.ai.generativelanguage_{version}.types.{module}"), name)


def vertex_type(module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"google.cloud.aiplatform_v1.types.{module}"), name)


def parse(message_type: Any, body: Any) -> Any:
    """`body` as a message; unknown fields and values of another type are a misfit."""
    message = message_type.pb()()
    try:
        json_format.ParseDict(body, message)
    except json_format.ParseError as error:
        raise Misfit(str(error)) from error
    return message


def to_json(message: Any) -> dict[str, Any]:
    return json_format.MessageToDict(type(message).pb(message))


# --- Vertex :predict ---------------------------------------------------------------------------------------------------

NUMBER = (int, float)
PARAMETERS = {
    "temperature": (NUMBER, 0, 1),
    "maxOutputTokens": (int, 1, 2048),
    "topP": (NUMBER, 0, 1),
    "topK": (int, 1, 40),
    "candidateCount": (int, 1, 8),
}


def only(value: Any, where: str, required: Mapping[str, type], optional: Mapping[str, type] | None = None) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Misfit(f"{where} is no object")
    known = {**required, **(optional or {})}
    for name, kind in known.items():
        if name in value and not isinstance(value[name], kind):
            raise Misfit(f"{where}.{name} is no {kind.__name__}")
    if missing := set(required) - set(value):
        raise Misfit(f"{where} lacks {sorted(missing)}")
    if extra := set(value) - set(known):
        raise Misfit(f"{where} has the unknown {sorted(extra)}")
    return value


def check_predict(body: Any) -> str:
    """The envelope by protobuf, then what is in it. Answers with the model family that the instances are for."""
    parse(vertex_type("prediction_service", "PredictRequest"), body)
    only(body, "body", {"instances": list, "parameters": dict})
    if len(body["instances"]) != 1:
        raise Misfit("there is not one instance")
    for name, value in body["parameters"].items():
        if name == "stopSequences":
            continue
        if name not in PARAMETERS:
            raise Misfit(f"the parameter {name} is unknown")
        kind, low, high = PARAMETERS[name]
        if isinstance(value, bool) or not isinstance(value, kind) or not low <= value <= high:
            raise Misfit(f"the parameter {name} is no {kind} from {low} to {high}")
    instance = body["instances"][0]
    if "prompt" in instance:
        only(instance, "instance", {"prompt": str})
        return "text"
    only(instance, "instance", {"messages": list}, {"context": str, "examples": list})
    for at, turn in enumerate(instance["messages"]):
        only(turn, f"message {at}", {"author": str, "content": str})
        if turn["author"] != ("user", "bot")[at % 2]:
            raise Misfit(f"message {at} is by {turn['author']}: user and bot take turns")
    if len(instance["messages"]) % 2 == 0:
        raise Misfit("the last message is not the user's")
    return "chat"


# --- OpenAI ------------------------------------------------------------------------------------------------------------

def plain(value: Any) -> Any:
    """Lazily checked parts are checked by walking through them."""
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return [plain(part) for part in value]
    return value


def check_chat(body: Any) -> None:
    from openai.types.chat import ChatCompletionContentPartParam, completion_create_params

    if not isinstance(body, dict):
        raise Misfit("the body is no object")
    # Lists of parts are checked by themselves: pydantic 2.14 panics on lazy lists within lazy lists.
    messages = [message if isinstance(message, dict) else {} for message in body.get("messages", [])]
    for message in messages:
        for part in message["content"] if isinstance(message.get("content"), list) else []:
            fits(ChatCompletionContentPartParam, part)
    flat = [{**message, "content": ""} if isinstance(message.get("content"), list) else message for message in messages]
    name = "CompletionCreateParamsStreaming" if body.get("stream") is True else "CompletionCreateParamsNonStreaming"
    fits(getattr(completion_create_params, name), {**body, "messages": flat})


def fits(expected: Any, value: Any) -> None:
    from pydantic import TypeAdapter, ValidationError

    try:
        kept = plain(TypeAdapter(expected).validate_python(value))
    except ValidationError as error:
        raise Misfit(f"{error.error_count()} fields do not fit: {error.errors()[0]['loc']}") from error
    # These types let unknown fields pass, and drop them: what was dropped was unknown.
    if json.dumps(kept, sort_keys=True) != json.dumps(value, sort_keys=True):
        raise Misfit("there are fields that the published types do not name")


# --- Routes ------------------------------------------------------------------------------------------------------------

PREDICT = re.compile(r"^/v1/projects/[\w-]+/locations/[\w-]+/publishers/google/models/(?P<model>[\w.@-]+):predict$")
PALM = re.compile(r"^/(?P<version>v1beta[23]?)/models/(?P<model>[\w.-]+):(?P<method>generateText|generateMessage)$")
GEMINI = re.compile(
    r"^/(v1beta|v1/projects/[\w-]+/locations/[\w-]+/publishers/google)/models/(?P<model>[\w.-]+):(?P<method>generateContent|streamGenerateContent)$"
)
CHAT = re.compile(r"^(/v1|/v1beta/openai)/chat/completions$")


def dialect_of(path: str) -> tuple[str, re.Match[str]] | None:
    for name, pattern in (("predict", PREDICT), ("palm", PALM), ("gemini", GEMINI), ("openai", CHAT)):
        if found := pattern.match(path):
            return name, found
    return None


def check(path: str, query: Mapping[str, str], body: Any) -> str:
    """Hold a request against its definition; answers with how it wants to be answered. Raises `Misfit`."""
    found = dialect_of(path)
    if found is None:
        raise Misfit("the path belongs to no method")
    name, match = found
    if name == "predict":
        family = check_predict(body)
        if not match["model"].startswith(f"{family}-bison"):
            raise Misfit(f"{match['model']} takes no instances of {family}")
        return f"predict-{family}"
    if name == "palm":
        kind = "Text" if match["method"] == "generateText" else "Message"
        module = "text_service" if kind == "Text" else "discuss_service"
        parse(language_type(match["version"], module, f"Generate{kind}Request"), body)
        return f"palm-{kind.lower()}"
    if name == "gemini":
        message = parse(language_type("v1beta", "generative_service", "GenerateContentRequest"), body)
        if not message.contents or message.contents[-1].role != "user":
            raise Misfit("the last content is not the user's")
        if message.generation_config.HasField("response_schema") and message.generation_config.response_schema.type_ == 0:
            raise Misfit("the schema has no type")
        streamed = match["method"] == "streamGenerateContent"
        if streamed and query.get("alt") != "sse":
            raise Misfit("a stream without alt=sse")
        return "gemini-stream" if streamed else "gemini"
    check_chat(body)
    return "openai-stream" if body.get("stream") else "openai"
