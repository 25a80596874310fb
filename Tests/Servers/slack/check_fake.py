"""Holds the fake against Slack's own Python SDK and, where the file is there, against Slack's published specification.

check_fake.py BASE TOKEN [SPECIFICATION]
"""
import json
import sys
import urllib.request

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

base, token = sys.argv[1:3]
client = WebClient(token=token, base_url=base + "/api/")
assert client.auth_test()["ok"]
block = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
first = client.chat_postMessage(
    channel="C0000000001",
    text="hello",
    blocks=[block],
    metadata={"event_type": "t", "event_payload": {"key": "k"}},
)
reply = client.chat_postMessage(channel="C0000000001", text="below", thread_ts=first["ts"])
client.chat_update(channel="C0000000001", ts=first["ts"], text="changed")
history = client.conversations_history(channel="C0000000001", include_all_metadata=True)
assert history["messages"][0]["metadata"]["event_payload"] == {"key": "k"}
assert history["messages"][0]["text"] == "changed"
assert [m["ts"] for m in client.conversations_replies(channel="C0000000001", ts=first["ts"])["messages"]] == [
    first["ts"],
    reply["ts"],
]
client.chat_postEphemeral(channel="C0000000001", user="U0000000001", text="psst")
assert WebhookClient(base + "/services/T/B/X").send(text="hook").body == "ok"
for call, error in [
    (lambda: client.chat_postMessage(channel="C9", text="x"), "channel_not_found"),
    (lambda: client.chat_postMessage(channel="C0000000001"), "no_text"),
    (lambda: client.chat_update(channel="C0000000001", ts="1.1", text="x"), "message_not_found"),
    (lambda: WebClient(token="no", base_url=base + "/api/").auth_test(), "invalid_auth"),
    (lambda: client.chat_postMessage(channel="C0000000001", text="x", blocks=[{"type": "odd"}]), "invalid_blocks"),
]:
    try:
        call()
        raise AssertionError(f"{error} expected")
    except SlackApiError as refused:
        assert refused.response["error"] == error, refused.response["error"]

if len(sys.argv) > 3:
    paths = json.load(open(sys.argv[3]))["paths"]
    needed = ["chat.postMessage", "chat.update", "chat.postEphemeral", "conversations.history", "conversations.replies"]
    for name in needed:
        (operation,) = paths["/" + name].values()
        required = {p["name"] for p in operation["parameters"] if p.get("required") and p["in"] == "formData"}
        # Whatever the specification demands is what the fake misses when it is not there.
        for missing in required:
            data = {"channel": "C0000000001", "text": "x", "ts": first["ts"], "user": "U0000000001"}
            data.pop(missing)
            request = urllib.request.Request(
                f"{base}/api/{name}",
                data=json.dumps(data).encode(),
                headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"},
            )
            answer = json.load(urllib.request.urlopen(request))
            assert not answer["ok"], (name, missing)
print("the fake answers Slack's SDK as Slack does")
