using Bourse.Access.Resources;

namespace Bourse.Access.Authorization;

/// <summary>What session policies call an action and its resource. Only S3's own have names, so a session with a policy opens nothing else.</summary>
internal static class S3Name
{
    /// <summary>The actions that have names.</summary>
    public static IReadOnlyList<string> Actions { get; } = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"];

    private const string Prefix = "arn:aws:s3:::";
    private const string Lakehouse = Prefix + ProductName.Lakehouse;

    public static (string Action, string Arn)? Of(AccessAction action, Resource resource) => (action, resource) switch
    {
        (AccessAction.ReadObject, Resource.StoredObject stored) => ("s3:GetObject", $"{Prefix}{stored.ProductName}/{stored.Key}"),
        (AccessAction.ListObjects, Resource.Product product) => ("s3:ListBucket", Prefix + product.ProductName),
        (AccessAction.DescribeProduct, Resource.Product product) => ("s3:ListBucket", Prefix + product.ProductName),
        (AccessAction.ReadSource, Resource.SourceObject source) => ("s3:GetObject", $"{Lakehouse}/{source.Key}"),
        (AccessAction.WriteSource, Resource.SourceObject source) => ("s3:PutObject", $"{Lakehouse}/{source.Key}"),
        (AccessAction.DeleteSource, Resource.SourceObject source) => ("s3:DeleteObject", $"{Lakehouse}/{source.Key}"),
        (AccessAction.ListSource, Resource.SourcePrefix) => ("s3:ListBucket", Lakehouse),
        _ => null,
    };
}
