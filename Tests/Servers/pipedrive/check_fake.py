"""Tries the fake: what it must take and what it must refuse. check_fake.py BASE TOKEN [checked]"""
import json
import sys
import urllib.error
import urllib.request

base, token = sys.argv[1:3]


def call(method, path, body=None, key=token):
    request = urllib.request.Request(base + path, method=method, data=json.dumps(body).encode() if body else None)
    request.add_header("x-api-token", key)
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


status, made = call("POST", "/api/v2/deals", {"title": "Oracle", "stage_id": 2, "value": 10.5, "currency": "EUR"})
assert status == 201 and made["data"]["status"] == "open", made
deal = f"/api/v2/deals/{made['data']['id']}"
status, lost = call("PATCH", deal, {"status": "lost", "lost_reason": "price"})
assert status == 200 and lost["data"]["lost_time"], lost
assert call("POST", "/api/v2/deals", {"value": 1})[0] == 400
assert call("PATCH", deal, {"stage_id": 99})[0] == 400
assert call("GET", "/api/v2/deals/999999")[0] == 404
assert call("GET", deal, key="no")[0] == 401
if len(sys.argv) > 3:
    # The document is stricter than the fake itself: what it does not allow is refused.
    status, refused = call("PATCH", deal, {"currency": "EURO"})
    assert status == 400 and "specification" in refused["error"], refused
    assert call("PATCH", deal, {"status": "asleep"})[0] == 400
