"""boto3 on the AWS-compatible endpoint. argv: endpoint, role, bucket. stdin: a web identity token. stdout: one JSON document."""
import io
import json
import sys
import urllib.parse
import urllib.request

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, role, bucket = sys.argv[1:]
region = "us-east-1"


def code_of(call):
    try:
        call()
        return "OK"
    except ClientError as error:
        return error.response["Error"]["Code"] + " " + str(error.response["ResponseMetadata"]["HTTPStatusCode"])


sts = boto3.client("sts", endpoint_url=endpoint, region_name=region, config=Config(signature_version=UNSIGNED))
assumed = sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="boto", WebIdentityToken=sys.stdin.read().strip())
keys = assumed["Credentials"]
session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region_name=region)
s3 = session.client("s3", endpoint_url=endpoint, config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))

pages = [page.get("Contents", []) for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})]
objects = [item for page in pages for item in page]
largest = max(objects, key=lambda item: item["Size"])
whole = s3.get_object(Bucket=bucket, Key=largest["Key"])["Body"].read()
tail = s3.get_object(Bucket=bucket, Key=largest["Key"], Range="bytes=-8")["Body"].read()
metadata = next(item for item in objects if item["Key"].endswith(".json"))
verified = s3.get_object(Bucket=bucket, Key=metadata["Key"], ChecksumMode="ENABLED")
verified_length = len(verified["Body"].read())
attributes = s3.get_object_attributes(Bucket=bucket, Key=metadata["Key"], ObjectAttributes=["ETag", "ObjectSize", "Checksum"])
first_version = [item["Key"] for page in s3.get_paginator("list_objects").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
                 for item in page.get("Contents", [])]
link = s3.generate_presigned_url(
    "get_object", Params={"Bucket": bucket, "Key": largest["Key"], "ResponseContentType": "text/plain"}, ExpiresIn=60)
with urllib.request.urlopen(link) as answer:
    linked = answer.read(), answer.headers["Content-Type"]
# The host's name is signed; where it leads is this machine, which a resolver need not know.
port = urllib.parse.urlsplit(endpoint).port
hosted = session.client("s3", endpoint_url=f"http://s3.localhost:{port}", config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))
hosted_link = urllib.parse.urlsplit(hosted.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": largest["Key"]}, ExpiresIn=60))
with urllib.request.urlopen(urllib.request.Request(
        f"{endpoint}{hosted_link.path}?{hosted_link.query}", headers={"Host": hosted_link.netloc})) as answer:
    virtual = answer.read(), hosted_link.netloc
head = s3.head_object(Bucket=bucket, Key=largest["Key"])
print(json.dumps({
    "identity": session.client("sts", endpoint_url=endpoint).get_caller_identity()["Arn"],
    "assumed": assumed["AssumedRoleUser"]["Arn"],
    "buckets": [item["Name"] for item in s3.list_buckets()["Buckets"]],
    "keys": [item["Key"] for item in objects],
    "full_pages": all(len(page) == 2 for page in pages[:-1]),
    "range_is_tail": whole.endswith(tail) and len(tail) == 8,
    "head_agrees": head["ContentLength"] == len(whole) and head["ETag"] == largest["ETag"],
    "missing": code_of(lambda: s3.get_object(Bucket=bucket, Key="nav_history/none")),
    "unknown": code_of(lambda: s3.list_objects_v2(Bucket="unknown-product")),
    "write": code_of(lambda: s3.put_object(Bucket=bucket, Key="x", Body=b"x")),
    "upload": code_of(lambda: s3.upload_fileobj(io.BytesIO(b"x" * 300_000), bucket, "x")),
    "acl": code_of(lambda: s3.get_object_acl(Bucket=bucket, Key=largest["Key"])),
    "unchanged": code_of(lambda: s3.get_object(Bucket=bucket, Key=largest["Key"], IfNoneMatch=largest["ETag"])),
    "changed": code_of(lambda: s3.get_object(Bucket=bucket, Key=largest["Key"], IfMatch='"other"')),
    "beyond": code_of(lambda: s3.get_object(Bucket=bucket, Key=largest["Key"], Range=f"bytes={len(whole)}-")),
    "attributes_agree": attributes["ObjectSize"] == metadata["Size"] and f'"{attributes["ETag"]}"' == metadata["ETag"]
        and attributes["Checksum"]["ChecksumSHA256"] == verified["ChecksumSHA256"],
    "checksum_verified": verified_length == metadata["Size"],
    "first_version_agrees": first_version == [item["Key"] for item in objects],
    "presigned_agrees": linked == (whole, "text/plain"),
    "virtual_host_agrees": virtual == (whole, f"{bucket}.s3.localhost:{port}"),
    "first_part_is_whole": s3.get_object(Bucket=bucket, Key=largest["Key"], PartNumber=1)["Body"].read() == whole,
    "located": s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] or region,
    "delete": code_of(lambda: s3.delete_object(Bucket=bucket, Key=largest["Key"])),
}))
