"""boto3 writing to a provider's bucket. argv: endpoint, bucket, prefix. stdin: access key, secret, session token, a line each. stdout: one JSON document."""
import base64
import hashlib
import io
import json
import sys

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, bucket, prefix = sys.argv[1:]
access_key, secret, token = sys.stdin.read().split()
session = boto3.Session(access_key, secret, token, region_name="us-east-1")
s3 = session.client("s3", endpoint_url=endpoint, config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))


def code_of(call):
    try:
        call()
        return "OK"
    except ClientError as error:
        return error.response["Error"]["Code"] + " " + str(error.response["ResponseMetadata"]["HTTPStatusCode"])


def put(key, **more):
    return s3.put_object(Bucket=bucket, Key=f"{prefix}/{key}", **more)


def read(key):
    return s3.get_object(Bucket=bucket, Key=f"{prefix}/{key}")


big = bytes(range(256)) * 40 * 1024
s3.upload_fileobj(io.BytesIO(big), bucket, f"{prefix}/big", Config=TransferConfig(multipart_threshold=5 * 1024 * 1024, multipart_chunksize=5 * 1024 * 1024),
                  ExtraArgs={"Metadata": {"desk": "seven"}, "ContentType": "text/x-desk", "ChecksumAlgorithm": "CRC32"})
uploaded = read("big")
put("small", Body=b"first", ChecksumAlgorithm="SHA256", Tagging="team=a%20b&kind=raw", CacheControl="max-age=5")
small = s3.head_object(Bucket=bucket, Key=f"{prefix}/small", ChecksumMode="ENABLED")
s3.copy_object(Bucket=bucket, Key=f"{prefix}/copied", CopySource={"Bucket": bucket, "Key": f"{prefix}/small"})
upload = s3.create_multipart_upload(Bucket=bucket, Key=f"{prefix}/from-parts")["UploadId"]
part = s3.upload_part_copy(Bucket=bucket, Key=f"{prefix}/from-parts", UploadId=upload, PartNumber=1, CopySource={"Bucket": bucket, "Key": f"{prefix}/big"},
                           CopySourceRange="bytes=256-511")["CopyPartResult"]["ETag"]
listed_parts = [(item["PartNumber"], item["Size"]) for item in s3.list_parts(Bucket=bucket, Key=f"{prefix}/from-parts", UploadId=upload)["Parts"]]
uploads = [item["Key"] for item in s3.list_multipart_uploads(Bucket=bucket, Prefix=prefix)["Uploads"]]
s3.complete_multipart_upload(Bucket=bucket, Key=f"{prefix}/from-parts", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]})
aborted = s3.create_multipart_upload(Bucket=bucket, Key=f"{prefix}/aborted")["UploadId"]
s3.abort_multipart_upload(Bucket=bucket, Key=f"{prefix}/aborted", UploadId=aborted)
tags = s3.get_object_tagging(Bucket=bucket, Key=f"{prefix}/copied")["TagSet"]
keys = [item["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}/", PaginationConfig={"PageSize": 2})
        for item in page["Contents"]]
deleted = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys] + [{"Key": f"{prefix}/none"}]})
print(json.dumps({
    "big": uploaded["Body"].read() == big,
    "big_tag_has_parts": uploaded["ETag"].strip('"').endswith("-2"),
    "big_said": [uploaded["Metadata"], uploaded["ContentType"]],
    "small_tag": small["ETag"].strip('"') == hashlib.md5(b"first").hexdigest(),
    "small_checksum": small.get("ChecksumSHA256"),
    "small_cache": small["CacheControl"],
    "copy_tags": sorted((tag["Key"], tag["Value"]) for tag in tags),
    "parts": listed_parts,
    "uploads": uploads,
    "aborted": code_of(lambda: s3.upload_part(Bucket=bucket, Key=f"{prefix}/aborted", UploadId=aborted, PartNumber=1, Body=b"x")),
    "bad_digest": code_of(lambda: put("bad", Body=b"x", ContentMD5=base64.b64encode(hashlib.md5(b"y").digest()).decode())),
    "keys": keys,
    "deleted": len(deleted["Deleted"]),
    "gone": code_of(lambda: read("copied")),
}))
