"""boto3 on the AWS-compatible endpoint. argv: endpoint, role, bucket. stdin: a web identity token. stdout: one JSON document."""
import json
import sys

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
s3 = session.client("s3", endpoint_url=endpoint, config=Config(s3={"addressing_style": "path"}))

pages = [page.get("Contents", []) for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})]
objects = [item for page in pages for item in page]
largest = max(objects, key=lambda item: item["Size"])
whole = s3.get_object(Bucket=bucket, Key=largest["Key"])["Body"].read()
tail = s3.get_object(Bucket=bucket, Key=largest["Key"], Range="bytes=-8")["Body"].read()
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
    "delete": code_of(lambda: s3.delete_object(Bucket=bucket, Key=largest["Key"])),
}))
