"""Gives a fresh Tryton what a sale needs: a currency, a company, two employees. setup.py BASE PASSWORD"""
import base64
import json
import sys
import urllib.request

base, password = sys.argv[1:3]
headers = {"Content-Type": "application/json"}


def rpc(method, *params):
    body = json.dumps({"id": 1, "method": method, "params": list(params)}).encode()
    request = urllib.request.Request(base + "/rpc/", data=body, headers=headers)
    answer = json.load(urllib.request.urlopen(request))
    if "error" in answer:
        raise SystemExit(f"{method}: {answer['error']}")
    return answer["result"]


user, token = rpc("common.db.login", "admin", {"password": password}, "en")[:2]
headers["Authorization"] = "Session " + base64.b64encode(f"admin:{user}:{token}".encode()).decode()
(currency,) = rpc(
    "model.currency.currency.create", [{"name": "Euro", "code": "EUR", "symbol": "E", "digits": 2}], {}
)
parties = rpc("model.party.party.create", [{"name": n} for n in ("Our Company", "Rep One", "Rep Two")], {})
(company,) = rpc("model.company.company.create", [{"party": parties[0], "currency": currency}], {})
employees = rpc("model.company.employee.create", [{"party": p, "company": company} for p in parties[1:]], {})
rpc(
    "model.res.user.write",
    [user],
    {
        "companies": [["add", [company]]], "company": company, "employees": [["add", employees]], "employee": employees[0],
    },
    {},
)
print(f"TURNPIKE_TRYTON_COMPANY={company}")
print(f"TURNPIKE_TRYTON_EMPLOYEES={','.join(map(str, employees))}")
