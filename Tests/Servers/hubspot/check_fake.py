"""Holds the fake against HubSpot's own Python SDK; what the SDK sends is kept in the phase `oracle` for comparison.

check_fake.py BASE TOKEN SECRET
"""
import json
import sys
import urllib.request

import hubspot
from hubspot.crm.deals import (
    ApiException,
    Filter,
    FilterGroup,
    PublicObjectSearchRequest,
    SimplePublicObjectInput,
    SimplePublicObjectInputForCreate,
)

base, token = sys.argv[1:3]


def control(path, body):
    request = urllib.request.Request(base + path, data=json.dumps(body).encode(), method="PUT")
    urllib.request.urlopen(request).read()


def at_home(api):
    api.api_client.configuration.host = base
    return api


client = hubspot.Client.create(access_token=token)
deals = at_home(client.crm.deals.basic_api)
control("/_/phase", {"name": "oracle"})
at_home(client.crm.pipelines.pipelines_api).get_all("deals")
at_home(client.crm.properties.core_api).get_all("deals")
page = at_home(client.crm.owners.owners_api).get_page(limit=100)
at_home(client.crm.owners.owners_api).get_page(limit=100, after=page.paging.next.after)
made = deals.create(
    SimplePublicObjectInputForCreate(
        properties={"dealname": "Oracle", "dealstage": "qualifiedtobuy", "pipeline": "default", "turnpike_deal": "oracle"},
        associations=[],
    )
)
read = deals.get_by_id("oracle", id_property="turnpike_deal", properties=["dealname", "dealstage"])
assert read.id == made.id and read.properties["dealstage"] == "qualifiedtobuy", read
changed = deals.update(made.id, SimplePublicObjectInput(properties={"dealstage": "contractsent"}))
assert changed.updated_at >= made.updated_at
found = at_home(client.crm.deals.search_api).do_search(
    PublicObjectSearchRequest(
        filter_groups=[FilterGroup(filters=[Filter(property_name="turnpike_deal", operator="EQ", value="oracle")])],
        limit=100,
        after="0",
        properties=["dealname"],
        sorts=[{"propertyName": "hs_lastmodifieddate", "direction": "ASCENDING"}],
    )
)
assert [o.id for o in found.results] == [made.id]
companies = at_home(client.crm.companies.basic_api)
company = companies.create({"properties": {"name": "Oracle Ltd", "domain": "oracle.test"}, "associations": []})
links = at_home(client.crm.associations.v4.basic_api)
links.create_default("deals", made.id, "companies", company.id)
control("/_/phase", {"name": ""})

for call, status in [
    (lambda: deals.create(SimplePublicObjectInputForCreate(properties={"turnpike_deal": "oracle"}, associations=[])), 409),
    (lambda: deals.update(made.id, SimplePublicObjectInput(properties={"dealstage": "nowhere"})), 400),
    (lambda: deals.update(made.id, SimplePublicObjectInput(properties={"no_such": "x"})), 400),
    (lambda: deals.get_by_id("999999"), 404),
    (lambda: at_home(hubspot.Client.create(access_token="no").crm.deals.basic_api).get_by_id(made.id), 401),
]:
    try:
        call()
        raise AssertionError(f"{status} expected")
    except ApiException as refused:
        assert refused.status == status, (refused.status, status, refused.body)
deals.archive(made.id)

# What it signs is what the SDK takes for HubSpot's signature.
moment, uri, body = "1767225600000", "https://hooks.example.com/hooks/hubspot", '[{"objectId":1}]'
data = json.dumps({"uri": uri, "body": body, "timestamp": moment}).encode()
request = urllib.request.Request(base + "/_/sign", data=data, method="POST")
signed = json.load(urllib.request.urlopen(request))
from hubspot.utils.signature import Signature

expected = Signature.get_signature(
    signature_version="v3", client_secret=sys.argv[3], request_body=body, http_uri=uri, http_method="POST", timestamp=moment
)
assert signed == expected, (signed, expected)
